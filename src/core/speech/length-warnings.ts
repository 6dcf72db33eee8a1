import { familyTraits } from '../model/families';
import { frameRateHz, type LanguageSpec } from '../model/model-spec';
import type { Manifest } from '../package/manifest';
import type { PieceVerdict } from './speech-event';
import type { SpeechRequest } from './speech-request';

export type JudgedSentence = { readonly sentence: number; readonly verdict: PieceVerdict };

/** Limit of listed numbers; further ones are counted. */
const LISTED_COUNT = 5;

const wordFor: Readonly<Record<PieceVerdict, string>> = {
  good: 'right',
  short: 'too short',
  long: 'too long',
  cut: 'cut off',
  silent: 'silent',
};

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

export function tooLongWarning(tooLong: number, pieceCount: number, limit: LengthLimit): string {
  const what = pieceCount === 1 ? 'The text is' : `${tooLong} of ${pieceCount} pieces are`;
  return `${what} probably longer than the ${limit.seconds} seconds that may be spoken in one go, and would be cut. Let the text be split into smaller pieces.`;
}

/**
 * Names the sentences whose length cannot be right, in one line however many they are.
 * @param judged those that are not good, in the order of the text.
 */
export function lengthWarning(
  judged: readonly JudgedSentence[],
  pieceCount: number,
  limit: LengthLimit,
): string | null {
  // A long sentence has several pieces.
  const sentences = [...new Map(judged.map((one) => [one.sentence, one])).values()];
  const [first, ...others] = sentences;
  if (!first) return null;
  if (pieceCount === 1) return aloneWarning(first.verdict, limit);
  const advice = 'listen, or make it again with another seed';
  if (others.length === 0) return `Sentence ${first.sentence} sounds ${wordFor[first.verdict]}: ${advice}.`;
  const listed = sentences.slice(0, LISTED_COUNT).map((one) => `${one.sentence} ${wordFor[one.verdict]}`);
  const more = sentences.length > LISTED_COUNT ? ` and ${sentences.length - LISTED_COUNT} more` : '';
  return `${sentences.length} sentences do not sound right (${listed.join(', ')}${more}): ${advice}.`;
}

/** @param unsaid pieces that were not begun. */
export function fullWarning(columnLimit: number, unsaid: number): string {
  const what = unsaid === 0 ? 'its end may be cut' : 'the rest of the text was not said';
  return `The speech reached the limit of ${columnLimit} columns for the whole: ${what}. Raise the limit, or shorten the text.`;
}

function aloneWarning(verdict: PieceVerdict, limit: LengthLimit): string {
  if (verdict === 'silent')
    return 'The model ended without saying anything. Try another seed or another text.';
  if (verdict !== 'cut')
    return `The speech sounds ${wordFor[verdict]} for its text: listen, or make it again with another seed.`;
  const raise = limit.canBeRaised ? ', or raise the limit' : '';
  return `The speech reached the limit of ${limit.seconds} seconds and may be cut. Split the text into smaller pieces${raise}.`;
}
