import { pauseSecondsAt } from '../speech/plan-speech';
import type { Row } from './rows';
import type { Take } from './take';

/** A row and when it is heard: `pauseSeconds` of silence, then its sound from `startSeconds` on. */
export type TimelineRow = {
  readonly row: Row;
  /** Null where nothing is made yet; then `seconds` is an estimate. */
  readonly take: Take | null;
  readonly pauseSeconds: number;
  readonly startSeconds: number;
  readonly seconds: number;
};

export type Timeline = {
  readonly rows: readonly TimelineRow[];
  readonly totalSeconds: number;
  /** Seconds that are not made yet, as estimated. */
  readonly unmadeSeconds: number;
};

/** A place of listening: seconds within the sound of a row. It stays right while other rows change. */
export type ListeningPlace = { readonly rowId: string; readonly seconds: number };

export type TimelineParts = {
  readonly takeOf: (row: Row) => Take | null;
  readonly estimateSeconds: (row: Row) => number;
  /** Scales the silences that nobody has written; 0 leaves none. */
  readonly pauseScale: number;
};

/** Times at which everything is heard. */
export function timelineOf(rows: readonly Row[], parts: TimelineParts): Timeline {
  let totalSeconds = 0;
  let unmadeSeconds = 0;
  const timed = rows.map((row, index): TimelineRow => {
    const take = parts.takeOf(row);
    const seconds = take ? take.sampleCount / take.sampleRateHz : parts.estimateSeconds(row);
    const pauseSeconds = pauseBefore(row, index, parts.pauseScale);
    const startSeconds = totalSeconds + pauseSeconds;
    totalSeconds = startSeconds + seconds;
    if (!take) unmadeSeconds += seconds;
    return { row, take, pauseSeconds, startSeconds, seconds };
  });
  return { rows: timed, totalSeconds, unmadeSeconds };
}

function pauseBefore({ pauseSeconds, mark }: Row, index: number, pauseScale: number): number {
  return pauseSeconds ?? (index === 0 ? 0 : pauseScale * pauseSecondsAt[mark]);
}

/** Index of the row that is heard at a time, or about to be; the last one behind the end, -1 where there is none. */
export function indexAt({ rows }: Timeline, seconds: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const { startSeconds, seconds: length } = rows[middle]!;
    if (startSeconds + length > seconds) high = middle;
    else low = middle + 1;
  }
  return Math.min(low, rows.length - 1);
}

/** The place that is heard at a time; null in an empty timeline. Silence before a row counts as its beginning. */
export function placeAt(timeline: Timeline, seconds: number): ListeningPlace | null {
  const found = timeline.rows[indexAt(timeline, seconds)];
  if (!found) return null;
  const inside = Math.max(0, Math.min(seconds - found.startSeconds, found.seconds));
  return { rowId: found.row.id, seconds: inside };
}

/** Time at which a place is heard; 0 where its row is gone. */
export function secondsAt({ rows }: Timeline, place: ListeningPlace | null): number {
  const found = rows.find(({ row }) => row.id === place?.rowId);
  return found && place ? found.startSeconds + Math.min(place.seconds, found.seconds) : 0;
}
