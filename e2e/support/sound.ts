/** Signal to noise in decibels of `actual` against `expected`; infinite when they are equal. */
export function snrDecibels(expected: Float32Array, actual: Float32Array): number {
  if (expected.length !== actual.length)
    throw new RangeError(`${expected.length} samples expected, ${actual.length} heard`);
  let signal = 0;
  let noise = 0;
  for (let index = 0; index < expected.length; index++) {
    signal += expected[index]! ** 2;
    noise += (expected[index]! - actual[index]!) ** 2;
  }
  return noise === 0 ? Number.POSITIVE_INFINITY : 10 * Math.log10(signal / noise);
}

/** Root mean square: tells sound from silence. */
export function loudness(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / Math.max(1, samples.length));
}
