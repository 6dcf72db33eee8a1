import { expect, test } from 'vitest';
import { gapFreeWait } from '../../../src/core/studio/gap-free';
import type { Row } from '../../../src/core/studio/rows';
import { timelineOf } from '../../../src/core/studio/timeline';
import { seededRandom } from '../../fakes/seeded-random';
import { studioTake } from '../../fakes/studio-takes';

/** Rows of these lengths in seconds, with a pause of half a second between them; a negative one is made already. */
function rowsOf(lengths: readonly number[]) {
  const rows = lengths.map((_, at) => ({ id: String(at), pauseSeconds: at === 0 ? 0 : 0.5 }) as Row);
  const length = ({ id }: Row) => Math.abs(lengths[Number(id)]!);
  return timelineOf(rows, {
    takeOf: (row) =>
      lengths[Number(row.id)]! < 0 ? studioTake({ sampleCount: 24_000 * length(row) }) : null,
    estimateSeconds: length,
    pauseScale: 1,
  }).rows;
}

/** Plays after a wait, as the maker and the clock would. @returns seconds for which nothing was there to be heard. */
function drySeconds(rows: ReturnType<typeof rowsOf>, wait: number, made: number, heard: number): number {
  let madeAt = 0;
  let at = wait;
  let dry = 0;
  for (const [index, { take, seconds, pauseSeconds }] of rows.entries()) {
    at += pauseSeconds / heard;
    if (!take) madeAt += seconds / made;
    const isStreamed = index === 0 && made >= heard;
    if (!take && !isStreamed && madeAt > at) {
      dry += madeAt - at;
      at = madeAt;
    }
    at += seconds / heard;
  }
  return dry;
}

test('what is made can be heard at once', () => {
  expect(gapFreeWait(rowsOf([-3, -4]), 0, { madePerSecond: 0.1, heardPerSecond: 1 })).toBe(0);
  expect(gapFreeWait([], 0, { madePerSecond: 0.1, heardPerSecond: 1 })).toBe(0);
});

test('what is made more slowly than it is heard waits for the difference', () => {
  // 30 s take 60 s to make; the last third is reached 21 s after the start.
  const wait = gapFreeWait(rowsOf([10, 10, 10]), 0, { madePerSecond: 0.5, heardPerSecond: 1 });
  expect(wait).toBeCloseTo(39);
  expect(gapFreeWait(rowsOf([-10, -10, 10]), 15, { madePerSecond: 0.5, heardPerSecond: 1 })).toBeCloseTo(14);
});

test('after the wait nothing runs dry, and a shorter one would not do', () => {
  const random = seededRandom(5);
  for (let round = 0; round < 500; round++) {
    const rows = rowsOf(Array.from({ length: 30 }, () => (random() < 0.3 ? -1 : 1) * (0.5 + 9 * random())));
    const [made, heard] = [0.3 + 2 * random(), 0.5 + 2 * random()];
    const wait = gapFreeWait(rows, 0, { madePerSecond: made, heardPerSecond: heard });
    expect(drySeconds(rows, wait, made, heard)).toBeCloseTo(0, 6);
    if (wait > 0.1) expect(drySeconds(rows, wait - 0.1, made, heard)).toBeGreaterThan(0.09);
  }
});
