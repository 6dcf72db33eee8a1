/** Sample rate of every published codec: for what has to begin before a model has told its own. */
export const USUAL_RATE_HZ = 24_000;
