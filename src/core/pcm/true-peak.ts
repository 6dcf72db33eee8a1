/** Values for each sample: itself and three between it and the next one. */
export const OVERSAMPLING = 4;
/** Samples on each side that a value between two is computed from. */
const REACH = 12;

/** Weights of the samples around a value that lies `phase` quarters behind a sample: a sinc under a Hann window. */
const phases: readonly Float64Array[] = Array.from({ length: OVERSAMPLING - 1 }, (_, index) => {
  const shift = (index + 1) / OVERSAMPLING;
  return Float64Array.from({ length: 2 * REACH }, (__, tap) => {
    const distance = tap - (REACH - 1) - shift;
    const sinc = Math.sin(Math.PI * distance) / (Math.PI * distance);
    return sinc * Math.cos((Math.PI * distance) / (2 * REACH)) ** 2;
  });
});

/** A value between samples is at most this many times the largest of the samples around it. */
const MOST_GAIN = Math.max(
  ...phases.map((weights) => weights.reduce((sum, weight) => sum + Math.abs(weight), 0)),
);

/** Samples after which the largest value around a sample is known. */
export const TRUE_PEAK_DELAY_SAMPLES = REACH;

/**
 * Finds the peaks that a player's filter makes between the samples, at four times the rate.
 * Source: ITU-R BS.1770-5, annex 2.
 */
export class TruePeak {
  /** The last samples twice, so that a window is never split. */
  readonly #window = new Float64Array(4 * REACH);
  #at = 0;
  #value = 0;
  /** Samples for which one that is large enough to make a peak stays in the window. */
  #loudFor = 0;

  /** Largest value so far. */
  get value(): number {
    return this.#value;
  }

  add(samples: Float32Array): void {
    for (const sample of samples) this.next(sample, this.#value);
  }

  /**
   * @param floor below which a value need not be exact: most samples need no more than a look then.
   * @returns the largest value at the sample that came `TRUE_PEAK_DELAY_SAMPLES` before, and between it and the next.
   */
  next(sample: number, floor: number): number {
    const size = 2 * REACH;
    const window = this.#window;
    window[this.#at] = sample;
    window[this.#at + size] = sample;
    this.#at = (this.#at + 1) % size;
    const start = this.#at;
    let largest = Math.abs(window[start + REACH - 1]!);
    const newest = Math.abs(sample);
    this.#loudFor = newest * MOST_GAIN > floor ? size : this.#loudFor - 1;
    if (this.#loudFor > 0)
      for (const weights of phases) {
        let sum = 0;
        for (let tap = 0; tap < size; tap++) sum += weights[tap]! * window[start + tap]!;
        if (Math.abs(sum) > largest) largest = Math.abs(sum);
      }
    this.#value = Math.max(this.#value, largest, newest);
    return largest;
  }
}
