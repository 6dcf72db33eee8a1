import { expect, test } from 'vitest';
import type { CodeGrid } from '../../../src/core/codec/code-grid';
import { DelayPattern, delayCodes, delayReference } from '../../../src/core/prompt/delay-pattern';
import { seededRandom } from '../../fakes/seeded-random';
import { revertDelay } from './revert-delay';

const spec = (codebookCount: number) => ({ codebookCount, codebookSize: 10, streamBos: 10, streamEos: 11 });
const gridOf = (...rows: readonly (readonly number[])[]): CodeGrid => ({
  codes: Int32Array.from(rows.flat()),
  codebookCount: rows.length,
  frameCount: rows[0]?.length ?? 0,
});

test('codebook k runs k columns late, between BOS and EOS', () => {
  expect([...delayCodes(gridOf([1, 2], [3, 4], [5, 6]), spec(3))]).toEqual([
    1, 10, 10, 2, 3, 10, 11, 4, 5, 11, 11, 6,
  ]);
});

test('a reference begins with a column of BOS and ends with a column of EOS', () => {
  expect([...delayReference(gridOf([1], [2]), spec(2))]).toEqual([10, 10, 1, 10, 11, 2, 11, 11]);
});

test('no frames delay to nothing but gaps, and revert to none', () => {
  expect(revertDelay(delayCodes(gridOf([], []), spec(2)), 2).frameCount).toBe(0);
  expect(revertDelay(new Int32Array(0), 4)).toEqual({
    codes: new Int32Array(0),
    codebookCount: 4,
    frameCount: 0,
  });
});

test('reverting gives back what was delayed, at once and column by column, for any size', () => {
  const random = seededRandom(4);
  for (let run = 0; run < 200; run++) {
    const codebookCount = 1 + Math.floor(random() * 12);
    const frameCount = Math.floor(random() * 40);
    const codes = Int32Array.from({ length: codebookCount * frameCount }, () => Math.floor(random() * 10));
    const grid = { codes, codebookCount, frameCount };
    const columns = delayCodes(grid, spec(codebookCount));
    expect(revertDelay(columns, codebookCount)).toEqual(grid);
    const pattern = new DelayPattern(codebookCount);
    const frames: Int32Array[] = [];
    for (let at = 0; at < columns.length; at += codebookCount) {
      const frame = pattern.accept(columns.subarray(at, at + codebookCount));
      if (frame) frames.push(frame);
    }
    expect(frames.length).toBe(frameCount);
    frames.forEach(
      (frame, t) => void expect([...frame]).toEqual([...frame.keys()].map((k) => codes[k * frameCount + t])),
    );
  }
});
