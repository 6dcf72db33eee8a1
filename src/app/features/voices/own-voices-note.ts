/** The note says that there are own voices, so that the code that reads them is fetched only where there are. */
export const OWN_VOICES_NOTE = 'own-voices';
