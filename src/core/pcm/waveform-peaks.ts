/**
 * The outline of a sound that grows: the largest magnitude of each bucket of samples.
 * Memory grows by doubling, so adding a chunk costs time in its own length only.
 */
export class WaveformPeaks {
  readonly bucketSamples: number;
  #peaks = new Float32Array(256);
  #sampleCount = 0;

  constructor(bucketSamples: number) {
    if (!Number.isInteger(bucketSamples) || bucketSamples < 1)
      throw new RangeError(`A bucket holds at least one sample, not ${bucketSamples}.`);
    this.bucketSamples = bucketSamples;
  }

  get sampleCount(): number {
    return this.#sampleCount;
  }
  /** Buckets begun so far; the last may still grow. */
  get bucketCount(): number {
    return Math.ceil(this.#sampleCount / this.bucketSamples);
  }

  add(samples: Float32Array): void {
    this.#reserve(Math.ceil((this.#sampleCount + samples.length) / this.bucketSamples));
    for (let i = 0; i < samples.length; i++) {
      const bucket = Math.floor((this.#sampleCount + i) / this.bucketSamples);
      const magnitude = Math.abs(samples[i]!);
      if (magnitude > this.#peaks[bucket]!) this.#peaks[bucket] = magnitude;
    }
    this.#sampleCount += samples.length;
  }

  /** @returns the largest magnitude among samples `[startSample, endSample)`, 0 where nothing is yet. */
  peakBetween(startSample: number, endSample: number): number {
    const first = Math.max(0, Math.floor(startSample / this.bucketSamples));
    const last = Math.min(this.bucketCount, Math.max(first + 1, Math.ceil(endSample / this.bucketSamples)));
    let peak = 0;
    for (let bucket = first; bucket < last; bucket++) peak = Math.max(peak, this.#peaks[bucket]!);
    return peak;
  }

  #reserve(buckets: number): void {
    if (buckets <= this.#peaks.length) return;
    const grown = new Float32Array(Math.max(buckets, 2 * this.#peaks.length));
    grown.set(this.#peaks);
    this.#peaks = grown;
  }
}
