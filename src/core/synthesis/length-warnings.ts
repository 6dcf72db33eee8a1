import type { PieceVerdict } from './speech-event';

export type JudgedSentence = { readonly sentence: number; readonly verdict: PieceVerdict };

/** More numbers than these are counted, not listed. */
const listedCount = 5;

const wordFor: Readonly<Record<PieceVerdict, string>> = {
  good: 'right',
  short: 'too short',
  long: 'too long',
  cut: 'cut off',
  silent: 'silent',
};

/** The longest speech in one go. */
export type LengthLimit = { readonly seconds: number; readonly canBeRaised: boolean };

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
  const listed = sentences.slice(0, listedCount).map((one) => `${one.sentence} ${wordFor[one.verdict]}`);
  const more = sentences.length > listedCount ? ` and ${sentences.length - listedCount} more` : '';
  return `${sentences.length} sentences do not sound right (${listed.join(', ')}${more}): ${advice}.`;
}

function aloneWarning(verdict: PieceVerdict, limit: LengthLimit): string {
  if (verdict === 'silent')
    return 'The model ended without saying anything. Try another seed or another text.';
  if (verdict !== 'cut')
    return `The speech sounds ${wordFor[verdict]} for its text: listen, or make it again with another seed.`;
  const raise = limit.canBeRaised ? ', or raise the limit' : '';
  return `The speech reached the limit of ${limit.seconds} seconds and may be cut. Split the text into smaller pieces${raise}.`;
}
