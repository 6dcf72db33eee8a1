import { familyTraits } from '../model/families';
import { frameRateHz, type LanguageSpec } from '../model/model-spec';
import type { Manifest } from '../package/manifest';
import { type Sentence, say } from '../sentence';
import type { PieceVerdict } from './speech-event';
import type { SpeechRequest } from './speech-request';

export type JudgedSentence = { readonly sentence: number; readonly verdict: PieceVerdict };

/** Limit of listed numbers; further ones are counted. */
const LISTED_COUNT = 5;

const wordFor: Readonly<Record<PieceVerdict, Sentence>> = {
  good: say`right`,
  short: say`too short`,
  long: say`too long`,
  cut: say`cut off`,
  silent: say`silent`,
};

/** The number of a sentence, as a sentence of its own: the page makes a link of it. */
const place = ({ sentence }: JudgedSentence): Sentence => ({ template: '{0}', values: [sentence] });

/** The longest speech in one go. */
export type LengthLimit = { readonly seconds: number; readonly canBeRaised: boolean };

/** @param frameCount that were or may be spoken in one go. */
export function lengthLimit(
  { spec: { language, codec } }: Manifest,
  { maxNewColumns }: Pick<SpeechRequest, 'maxNewColumns'>,
  frameCount: number,
): LengthLimit {
  return {
    seconds: Math.round(frameCount / frameRateHz(codec)),
    // Else the model's own positions were the limit.
    canBeRaised:
      frameCount + rampLength(language) >= maxNewColumns && maxNewColumns < language.maxPositionCount,
  };
}

/** Columns after which a piece has its first frame. */
export function rampLength({ codebooks, family }: LanguageSpec): number {
  return codebooks.codebookCount + familyTraits[family].leadColumnCount;
}

export function tooLongWarning(tooLong: number, pieceCount: number, limit: LengthLimit): Sentence {
  if (pieceCount === 1)
    return say`The text is probably longer than the ${limit.seconds} seconds that may be spoken in one go, and would be cut. Let the text be split into smaller pieces.`;
  return say`${tooLong} of ${pieceCount} pieces are probably longer than the ${limit.seconds} seconds that may be spoken in one go, and would be cut. Let the text be split into smaller pieces.`;
}

/**
 * Names the sentences whose length cannot be right, in one line however many they are.
 * @param judged those that are not good, in the order of the text.
 */
export function lengthWarning(
  judged: readonly JudgedSentence[],
  pieceCount: number,
  limit: LengthLimit,
): Sentence | null {
  // A long sentence has several pieces.
  const sentences = [...new Map(judged.map((one) => [one.sentence, one])).values()];
  const [first, ...others] = sentences;
  if (!first) return null;
  if (pieceCount === 1) return aloneWarning(first.verdict, limit);
  if (others.length === 0)
    return say`Sentence ${place(first)} sounds ${wordFor[first.verdict]}: listen, or make it again with another seed.`;
  const listed = sentences
    .slice(0, LISTED_COUNT)
    .map((one) => say`${place(one)} ${wordFor[one.verdict]}`)
    .reduce((list, one) => say`${list}, ${one}`);
  const more = sentences.length - LISTED_COUNT;
  const all = more > 0 ? say`${listed} and ${more} more` : listed;
  return say`${sentences.length} sentences do not sound right (${all}): listen, or make it again with another seed.`;
}

/** @param unsaid pieces that were not begun. */
export function fullWarning(columnLimit: number, unsaid: number): Sentence {
  const what = unsaid === 0 ? say`its end may be cut` : say`the rest of the text was not said`;
  return say`The speech reached the limit of ${columnLimit} columns for the whole: ${what}. Raise the limit, or shorten the text.`;
}

function aloneWarning(verdict: PieceVerdict, limit: LengthLimit): Sentence {
  if (verdict === 'silent')
    return say`The model ended without saying anything. Try another seed or another text.`;
  if (verdict !== 'cut')
    return say`The speech sounds ${wordFor[verdict]} for its text: listen, or make it again with another seed.`;
  const advice = limit.canBeRaised
    ? say`Split the text into smaller pieces, or raise the limit.`
    : say`Split the text into smaller pieces.`;
  return say`The speech reached the limit of ${limit.seconds} seconds and may be cut. ${advice}`;
}
