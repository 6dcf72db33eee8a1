/** Far more than a drawing has bars; 64 kB. */
const MOST_BUCKETS = 2 ** 14;

/**
 * The outline of a sound that grows: the largest magnitude of each bucket of samples. When there are too many
 * buckets, each two become one, so that memory and the cost of a drawing do not grow with the sound.
 */
export class WaveformPeaks {
  #bucketSamples: number;
  readonly #peaks = new Float32Array(MOST_BUCKETS);
  #sampleCount = 0;

  /** @param bucketSamples to begin with: doubled when the sound is longer than 16,384 of them. */
  constructor(bucketSamples: number) {
    if (!Number.isInteger(bucketSamples) || bucketSamples < 1)
      throw new RangeError(`A bucket holds at least one sample, not ${bucketSamples}.`);
    this.#bucketSamples = bucketSamples;
  }

  get bucketSamples(): number {
    return this.#bucketSamples;
  }
  get sampleCount(): number {
    return this.#sampleCount;
  }
  /** Buckets begun so far; the last may still grow. */
  get bucketCount(): number {
    return Math.ceil(this.#sampleCount / this.#bucketSamples);
  }

  add(samples: Float32Array): void {
    while (this.#sampleCount + samples.length > MOST_BUCKETS * this.#bucketSamples) this.#halve();
    for (let i = 0; i < samples.length; i++) {
      const bucket = Math.floor((this.#sampleCount + i) / this.#bucketSamples);
      const magnitude = Math.abs(samples[i]!);
      if (magnitude > this.#peaks[bucket]!) this.#peaks[bucket] = magnitude;
    }
    this.#sampleCount += samples.length;
  }

  /** @returns the largest magnitude among samples `[startSample, endSample)`, 0 where nothing is yet. */
  peakBetween(startSample: number, endSample: number): number {
    const first = Math.max(0, Math.floor(startSample / this.#bucketSamples));
    const last = Math.min(this.bucketCount, Math.max(first + 1, Math.ceil(endSample / this.#bucketSamples)));
    let peak = 0;
    for (let bucket = first; bucket < last; bucket++) peak = Math.max(peak, this.#peaks[bucket]!);
    return peak;
  }

  #halve(): void {
    const half = MOST_BUCKETS / 2;
    for (let i = 0; i < half; i++) this.#peaks[i] = Math.max(this.#peaks[2 * i]!, this.#peaks[2 * i + 1]!);
    this.#peaks.fill(0, half);
    this.#bucketSamples *= 2;
  }
}
