import { expect } from 'vitest';

/** Summary of an array as the golden set stores it. */
export type Stats = {
  readonly mean: number;
  readonly std: number;
  readonly l2: number;
  readonly min: number;
  readonly max: number;
  readonly first8: readonly number[];
};

/** Largest absolute difference; infinite when the lengths differ or a value is not a number. */
export function largestDifference(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (found.length !== expected.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(found[i]! - expected[i]!);
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
  }
  return largest;
}

export function expectStats(values: ArrayLike<number>, stats: Stats, tolerance: number): void {
  const list = Array.from(values);
  const mean = list.reduce((sum, value) => sum + value, 0) / list.length;
  const squares = list.reduce((sum, value) => sum + value * value, 0);
  const deviation = Math.sqrt(Math.max(0, squares / list.length - mean * mean));
  expect(Math.abs(mean - stats.mean)).toBeLessThan(tolerance);
  expect(Math.abs(deviation - stats.std)).toBeLessThan(tolerance);
  expect(Math.abs(Math.sqrt(squares) - stats.l2)).toBeLessThan(tolerance * Math.sqrt(list.length));
  expect(Math.abs(list.reduce((a, b) => Math.min(a, b)) - stats.min)).toBeLessThan(tolerance);
  expect(Math.abs(list.reduce((a, b) => Math.max(a, b)) - stats.max)).toBeLessThan(tolerance);
  expect(largestDifference(list.slice(0, stats.first8.length), stats.first8)).toBeLessThan(tolerance);
}
