/**
 * Blends the end of one decoded window into the start of the next.
 * Linear, not equal-power: both sides render the same frames and are in phase, so equal power would bulge.
 * @param tail `[overlapSamples]` already decoded, −1…1.
 * @param head `[overlapSamples]` of the next window, same length.
 * @returns `[overlapSamples]`, newly allocated.
 * @throws RangeError if the lengths differ.
 */
export function crossfade(tail: Float32Array, head: Float32Array): Float32Array {
  if (tail.length !== head.length) {
    throw new RangeError(`Cannot blend ${tail.length} samples into ${head.length}.`);
  }
  return tail.map((sample, index) => {
    const weight = (index + 1) / (tail.length + 1);
    return sample * (1 - weight) + head[index]! * weight;
  });
}
