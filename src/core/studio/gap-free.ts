import type { TimelineRow } from './timeline';

/** Sound that was made lately, and the time that it took. */
export type MakingPace = { readonly soundSeconds: number; readonly spentSeconds: number };

export type Speeds = {
  /** Seconds of sound that are made in a second. */
  readonly madePerSecond: number;
  /** Seconds of sound that are heard in a second. */
  readonly heardPerSecond: number;
};

/** Weight of what was made before, against the newest row. */
const KEPT_SHARE = 0.8;

/** @param pace before; null where nothing was made yet. */
export function paceAfter(pace: MakingPace | null, soundSeconds: number, spentSeconds: number): MakingPace {
  return {
    soundSeconds: KEPT_SHARE * (pace?.soundSeconds ?? 0) + soundSeconds,
    spentSeconds: KEPT_SHARE * (pace?.spentSeconds ?? 0) + spentSeconds,
  };
}

/**
 * Time to wait before playing so that it never runs dry: each row that is not made yet has to be whole by the time
 * it is reached. Rows are made one after another, from the place on.
 * @param rows from the row of the place on. @param fromSeconds the place in the whole.
 * @returns seconds; 0 where playing can start now.
 */
export function gapFreeWait(
  rows: readonly TimelineRow[],
  fromSeconds: number,
  { madePerSecond, heardPerSecond }: Speeds,
): number {
  let unmadeSeconds = 0;
  let wait = 0;
  for (const [at, { take, startSeconds, seconds }] of rows.entries()) {
    if (take) continue;
    unmadeSeconds += seconds;
    // The first one is heard while it is made, if that keeps ahead.
    if (at === 0 && madePerSecond >= heardPerSecond) continue;
    const reachedAt = Math.max(0, startSeconds - fromSeconds) / heardPerSecond;
    wait = Math.max(wait, unmadeSeconds / madePerSecond - reachedAt);
  }
  return wait;
}
