/**
 * Distance of two series of vectors after dynamic time warping, per frame of both; a step along both counts twice.
 * Source: Sakoe and Chiba, "Dynamic Programming Algorithm Optimization for Spoken Word Recognition", symmetric form.
 */
export function warpedDistance(one: readonly Float32Array[], other: readonly Float32Array[]): number {
  const far = Number.POSITIVE_INFINITY;
  let before = new Float64Array(other.length + 1).fill(far);
  before[0] = 0;
  for (const row of one) {
    const now = new Float64Array(other.length + 1).fill(far);
    for (const [index, column] of other.entries()) {
      const step = distance(row, column);
      now[index + 1] = Math.min(before[index + 1]! + step, now[index]! + step, before[index]! + 2 * step);
    }
    before = now;
  }
  return before[other.length]! / (one.length + other.length);
}

function distance(one: Float32Array, other: Float32Array): number {
  return Math.sqrt(one.reduce((sum, value, index) => sum + (value - other[index]!) ** 2, 0));
}
