import { type Sentence, say } from '../sentence';
import type { PieceVerdict } from '../speech/speech-event';
import { type Take, verdictOfTake } from './take';

/**
 * `waiting`: nothing is made yet. `making`: a take is being made, another one may be there. `wrong`: its length cannot
 * be right, or it could not be made; the reason is a sentence for a person.
 */
export type RowState =
  | { readonly type: 'waiting' }
  | { readonly type: 'making' }
  | { readonly type: 'ready' }
  | { readonly type: 'wrong'; readonly reason: Sentence };

const reasons: Readonly<Record<Exclude<PieceVerdict, 'good'>, Sentence>> = {
  short: say`It is shorter than its words should take.`,
  long: say`It is longer than its words should take.`,
  cut: say`Its end was cut at the length limit.`,
  silent: say`Nothing is heard.`,
};

/**
 * @param take that is heard for the row; null where there is none.
 * @param failed why it could not be made at the last try; null where it was not tried, or could be.
 */
export function rowState(take: Take | null, isMaking: boolean, failed: Sentence | null): RowState {
  if (isMaking) return { type: 'making' };
  if (failed !== null) return { type: 'wrong', reason: failed };
  if (!take) return { type: 'waiting' };
  const verdict = verdictOfTake(take);
  return verdict === 'good' ? { type: 'ready' } : { type: 'wrong', reason: reasons[verdict] };
}

/**
 * The row to be made next: from a row on to the end, then from the start.
 * @param needs whether a row has nothing to be heard.
 */
export function nextToMake<T>(rows: readonly T[], from: number, needs: (row: T) => boolean): T | null {
  const start = Math.max(0, from);
  return rows.slice(start).find(needs) ?? rows.slice(0, start).find(needs) ?? null;
}
