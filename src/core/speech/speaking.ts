/**
 * What the engine fetches once there is a model: the rules of text are half of its code, and their patterns take as long to
 * read as a model's own start.
 */
export { warmUpRules } from '../text/said-text';
export { parseSpeechRequest } from './parse-speech-request';
export { pieceSound } from './piece-playback';
export { synthesize } from './synthesizer';
export { voicePreview } from './voice-preview';
