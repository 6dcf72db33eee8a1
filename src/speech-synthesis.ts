export { configurePagevoice, sharedPagevoice } from './pagevoice/shared-pagevoice';
export { type InstallOptions, installSpeechSynthesis } from './pagevoice/synthesis/install';
export { StandInSynthesis } from './pagevoice/synthesis/speech-synthesis';
export { StandInErrorEvent, StandInEvent } from './pagevoice/synthesis/synthesis-events';
export { StandInUtterance } from './pagevoice/synthesis/utterance';
export { StandInVoice } from './pagevoice/synthesis/voices';
