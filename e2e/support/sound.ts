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

/** The shift, in samples, at which two sounds are most alike, and how alike they are then: 1 is the same but for loudness. */
export function bestShift(
  source: Float32Array,
  decoded: Float32Array,
  furthest: number,
): { shift: number; likeness: number } {
  let best = { shift: 0, likeness: -1 };
  const step = (from: number, to: number, by: number) => {
    for (let shift = from; shift <= to; shift += by) {
      const likeness = correlation(source, decoded, shift, furthest);
      if (likeness > best.likeness) best = { shift, likeness };
    }
  };
  step(-furthest, furthest, 8);
  step(best.shift - 8, best.shift + 8, 1);
  return best;
}

function correlation(a: Float32Array, b: Float32Array, shift: number, margin: number): number {
  let product = 0;
  let ofA = 0;
  let ofB = 0;
  for (let at = margin; at < a.length - margin; at++) {
    const other = b[at + shift] ?? 0;
    product += a[at]! * other;
    ofA += a[at]! ** 2;
    ofB += other ** 2;
  }
  return product / Math.sqrt(ofA * ofB || 1);
}
