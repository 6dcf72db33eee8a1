import type { ListeningPlace, Timeline } from './timeline';

/** The wish that the player stops by itself: after so many minutes, or where the text says so. */
export type Sleep = {
  readonly choice: 'never' | 'sentence' | 'heading' | '15' | '30' | '60';
  /** Milliseconds since 1970; infinite where the text decides. */
  readonly atMs: number;
};

export const awake: Sleep = { choice: 'never', atMs: Number.POSITIVE_INFINITY };

export function sleepIn(choice: Sleep['choice'], nowMs: number): Sleep {
  return { choice, atMs: nowMs + 60_000 * (Number(choice) || Number.POSITIVE_INFINITY) };
}

/** Time left of a sentence that is taken for its end: less than is between two reports of the speaker would be heard. */
const END_SECONDS = 0.05;

/** @returns the place to go on from later; null while it is not yet time to stop. */
export function sleepPlace(
  { choice, atMs }: Sleep,
  { rows }: Timeline,
  place: ListeningPlace,
  nowMs: number,
): ListeningPlace | null {
  if (nowMs >= atMs) return place;
  const at = rows.findIndex(({ row }) => row.id === place.rowId);
  const [here, next] = [rows[at], rows[at + 1]];
  // While a sentence is made its length is an estimate.
  if (!here?.take || !next || place.seconds < here.seconds - END_SECONDS) return null;
  const isChapter = here.row.heading === 0 && next.row.heading > 0;
  const isWanted = choice === 'sentence' || (choice === 'heading' && isChapter);
  return isWanted ? { rowId: next.row.id, seconds: 0 } : null;
}
