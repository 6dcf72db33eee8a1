import { anyControlTag } from './control-tags';
import { pauseMark } from './pause-marks';
import type { LengthModel } from './speech-profile';

/**
 * Rough length of a text's speech, for progress bars and for reserving memory; never for cutting. Measured
 * rates of read speech: about 15 letters a second in alphabetic scripts, about 4.5 signs a second where one
 * sign is a syllable or a word (Chinese, Japanese, Korean); digits are read out, about 4 a second.
 */
const LETTERS_PER_SECOND = 15;
const SYLLABIC_SIGNS_PER_SECOND = 4.5;
const DIGITS_PER_SECOND = 4;
const PAUSE_AFTER_SENTENCE_SECONDS = 0.4;
const PAUSE_AFTER_CLAUSE_SECONDS = 0.2;

const syllabicSign = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;
const letter = /\p{L}/gu;
const digit = /\p{N}/gu;
const sentenceEnd = /[.!?。！？…]+/gu;
const clauseEnd = /[,;:，、；：—]+/gu;
/** The end of a clause or a sentence with more words behind it. */
const markInside = /[,;:.!?…]["'”’)\]]*\s+(?=\S)|[，、；：。！？](?=\S)|\s[-–—]\s/gu;
const speakerTag = /\[SPEAKER\d+\]/g;

const anyPause = new RegExp(pauseMark, 'g');
const spokenPart = (text: string) =>
  text.replace(speakerTag, ' ').replace(anyControlTag, ' ').replace(anyPause, ' ');
const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;

/** @returns seconds, 0 for a text without anything to say. */
export function estimateSpeechSeconds(text: string): number {
  const spoken = spokenPart(text);
  const letters = countSpokenLetters(spoken);
  if (letters === 0) return 0;
  return (
    letters / LETTERS_PER_SECOND +
    count(spoken, sentenceEnd) * PAUSE_AFTER_SENTENCE_SECONDS +
    count(spoken, clauseEnd) * PAUSE_AFTER_CLAUSE_SECONDS
  );
}

/** Letters, and signs and digits as the letters that take as long. */
function countSpokenLetters(text: string): number {
  const syllabic = count(text, syllabicSign);
  const others = count(text, letter) - syllabic;
  const slow = syllabic / SYLLABIC_SIGNS_PER_SECOND + count(text, digit) / DIGITS_PER_SECOND;
  return others + slow * LETTERS_PER_SECOND;
}

export type ExpectedLength = {
  readonly seconds: number;
  /** Speech outside this range counts as faulty. */
  readonly shortestSeconds: number;
  readonly longestSeconds: number;
};

function modelled(
  spoken: string,
  { secondsPerPiece, secondsPerLetter, secondsPerMark }: LengthModel,
): number {
  const marks = count(spoken, markInside);
  return secondsPerPiece + secondsPerLetter * countSpokenLetters(spoken) + secondsPerMark * marks;
}

/** Wide limits without a measured rate: only impossible lengths are out of range. */
const unmeasured = { shortest: 0.35, longest: 3 } as const;
/** The shortest words vary by more than their share. */
const SLACK_SECONDS = 0.15;

/** Expected length of one piece of speech. @param model of the voice; null if not measured. */
export function expectedLength(text: string, model: LengthModel | null): ExpectedLength {
  const seconds = model ? modelled(spokenPart(text), model) : estimateSpeechSeconds(text);
  const { shortest, longest } = model ?? unmeasured;
  return {
    seconds,
    shortestSeconds: Math.max(0, shortest * seconds - SLACK_SECONDS),
    longestSeconds: longest * seconds + SLACK_SECONDS,
  };
}
