import { anyControlTag } from './control-tags';
import { pauseMark } from './pause-marks';
import type { LengthModel } from './speech-profile';

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
    letters / lettersPerSecond +
    count(spoken, sentenceEnd) * pauseAfterSentenceSeconds +
    count(spoken, clauseEnd) * pauseAfterClauseSeconds
  );
}

/** Letters, and signs and digits as the letters that take as long. */
function countSpokenLetters(text: string): number {
  const syllabic = count(text, syllabicSign);
  const others = count(text, letter) - syllabic;
  const slow = syllabic / syllabicSignsPerSecond + count(text, digit) / digitsPerSecond;
  return others + slow * lettersPerSecond;
}

export type ExpectedLength = {
  readonly seconds: number;
  /** What is shorter or longer is taken for a slip. */
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

/** Without a measured rate only what cannot be speech of this text is out of bounds. */
const unmeasured = { shortest: 0.35, longest: 3 } as const;
/** The shortest words vary by more than their share. */
const slackSeconds = 0.15;

/** How long one piece of speech should be. @param model of the voice; null where nobody measured it. */
export function expectedLength(text: string, model: LengthModel | null): ExpectedLength {
  const seconds = model ? modelled(spokenPart(text), model) : estimateSpeechSeconds(text);
  const { shortest, longest } = model ?? unmeasured;
  return {
    seconds,
    shortestSeconds: Math.max(0, shortest * seconds - slackSeconds),
    longestSeconds: longest * seconds + slackSeconds,
  };
}
