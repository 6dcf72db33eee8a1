import { expect, test } from 'vitest';
import { crossfade } from '../../../src/core/pcm/crossfade';

test('equal sides stay as they are, so nothing bulges', () => {
  const side = Float32Array.of(0.5, -1, 0.25);
  expect(crossfade(side, side)).toEqual(side);
});

test('the weight moves evenly from the tail to the head', () => {
  const found = crossfade(new Float32Array(99).fill(1), new Float32Array(99));
  expect(found[49]).toBeCloseTo(0.5, 6);
  expect(found[0]! + found[98]!).toBeCloseTo(1, 6);
  for (let i = 1; i < 99; i++) expect(found[i]!).toBeLessThan(found[i - 1]!);
});

test('sides of different lengths are a mistake, no samples are none', () => {
  expect(() => crossfade(new Float32Array(2), new Float32Array(3))).toThrow(RangeError);
  expect(crossfade(new Float32Array(0), new Float32Array(0)).length).toBe(0);
});
