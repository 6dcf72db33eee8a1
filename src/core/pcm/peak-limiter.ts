import { TRUE_PEAK_DELAY_SAMPLES, TruePeak } from './true-peak';

/** Time over which the gain falls before a peak, and rises behind it. */
const RAMP_SECONDS = 0.01;

/**
 * Amplifies sound and keeps its true peak below a ceiling. The gain looks ahead: over a ramp before each peak that is too
 * high it falls to what that peak needs, and rises again behind it. The output has the length of the input, and does not
 * depend on how the input was cut.
 */
export class PeakLimiter {
  readonly #gain: number;
  readonly #ceiling: number;
  readonly #ramp: number;
  readonly #peak = new TruePeak();
  /** Input that is not given out yet. */
  readonly #held: number[] = [];
  /** Gains that the samples need, those of a ramp; the smallest ones ahead, as a queue of `[index, gain]`. */
  readonly #smallest: { readonly index: number; readonly gain: number }[] = [];
  readonly #lows: Float64Array;
  #sum: number;
  #index = 0;
  #skipped = 0;

  /** @param ceiling largest true peak of the output, such as 0.89 for −1 dBTP. */
  constructor(sampleRateHz: number, gain: number, ceiling: number) {
    this.#gain = gain;
    this.#ceiling = ceiling;
    this.#ramp = Math.round(RAMP_SECONDS * sampleRateHz);
    this.#lows = new Float64Array(this.#ramp).fill(1);
    this.#sum = this.#ramp;
  }

  /** @returns the output that is ready. */
  push(samples: Float32Array): Float32Array {
    const output: number[] = [];
    for (const sample of samples) {
      this.#held.push(sample * this.#gain);
      this.#next(sample * this.#gain, output);
    }
    this.#forget(output.length);
    return Float32Array.from(output);
  }

  /** @returns the rest. */
  finish(): Float32Array {
    const output: number[] = [];
    const left = this.#held.length;
    while (output.length < left) this.#next(0, output);
    return Float32Array.from(output);
  }

  /** The window of the smallest gains reaches a ramp ahead of a sample, their mean a ramp ahead and back. */
  #next(sample: number, output: number[]): void {
    const peak = this.#peak.next(sample, this.#ceiling);
    const index = this.#index++;
    const gain = peak > this.#ceiling ? this.#ceiling / peak : 1;
    const queue = this.#smallest;
    while (queue.length > 0 && queue.at(-1)!.gain >= gain) queue.pop();
    queue.push({ index, gain });
    if (queue[0]!.index <= index - this.#ramp) queue.shift();
    const slot = index % this.#ramp;
    this.#sum += queue[0]!.gain - this.#lows[slot]!;
    this.#lows[slot] = queue[0]!.gain;
    if (this.#skipped < this.#ramp - 1 + TRUE_PEAK_DELAY_SAMPLES) {
      this.#skipped++;
      return;
    }
    const held = this.#held[output.length];
    if (held !== undefined) output.push(held * (this.#sum / this.#ramp));
  }

  #forget(count: number): void {
    this.#held.splice(0, count);
  }
}
