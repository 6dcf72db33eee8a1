import type { SpeechProfile } from '../../src/core/text/speech-profile';

/** An English voice with measured lengths that knows the letters from a to z. */
export const englishVoice: SpeechProfile = {
  pieces: { maxWords: 14, maxSentences: 1, remembered: 0 },
  length: { secondsPerPiece: 0.5, secondsPerLetter: 0.06, secondsPerMark: 0, shortest: 0.7, longest: 1.5 },
  languages: ['en'],
  letters: 'a-z',
  textRules: 'all',
  tags: [],
};
