import { anyControlTag } from './control-tags';

/**
 * How long speech of a text will roughly be, for progress bars and for keeping room; never for cutting.
 * Measured rates of read speech: about 15 letters a second in alphabetic scripts, about 4.5 signs a second where one
 * sign is a syllable or a word (Chinese, Japanese, Korean); digits are read out, about 4 a second.
 */
const lettersPerSecond = 15;
const syllabicSignsPerSecond = 4.5;
const digitsPerSecond = 4;
const pauseAfterSentenceSeconds = 0.4;
const pauseAfterClauseSeconds = 0.2;

const syllabicSign = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;
const letter = /\p{L}/gu;
const digit = /\p{N}/gu;
const sentenceEnd = /[.!?。！？…]+/gu;
const clauseEnd = /[,;:，、；：—]+/gu;
const speakerTag = /\[SPEAKER\d+\]/g;

/** @returns seconds, 0 for a text without anything to say. */
export function estimateSpeechSeconds(text: string): number {
  const spoken = text.replace(speakerTag, ' ').replace(anyControlTag, ' ');
  const count = (pattern: RegExp) => spoken.match(pattern)?.length ?? 0;
  const syllabic = count(syllabicSign);
  const digits = count(digit);
  const letters = count(letter) - syllabic;
  if (letters + digits + syllabic === 0) return 0;
  return (
    letters / lettersPerSecond +
    syllabic / syllabicSignsPerSecond +
    digits / digitsPerSecond +
    count(sentenceEnd) * pauseAfterSentenceSeconds +
    count(clauseEnd) * pauseAfterClauseSeconds
  );
}
