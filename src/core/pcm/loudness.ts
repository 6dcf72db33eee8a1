import { TruePeak } from './true-peak';

/** Gating blocks of 400 ms that overlap by three quarters, so a new one ends every 100 ms. */
const STEP_SECONDS = 0.1;
const STEPS_PER_BLOCK = 4;
const ABSOLUTE_GATE_LUFS = -70;
const RELATIVE_GATE_LU = -10;

/**
 * Measures the loudness of mono sound as it comes: integrated loudness in LUFS, and its true peak. A mono sound that is
 * played by two speakers is 3 LU louder than this; the recommendations count one channel too.
 * Source: ITU-R BS.1770-5, annexes 1 and 2; EBU R 128.
 */
export class LoudnessMeter {
  readonly #filters: readonly Biquad[];
  readonly #stepSamples: number;
  readonly #peak = new TruePeak();
  /** Mean squares of all blocks, 36,000 an hour. */
  readonly #blocks: number[] = [];
  readonly #steps: number[] = [];
  #sum = 0;
  #inStep = 0;

  constructor(sampleRateHz: number) {
    this.#filters = [headFilter(sampleRateHz), lowCut(sampleRateHz)];
    this.#stepSamples = Math.round(STEP_SECONDS * sampleRateHz);
  }

  add(samples: Float32Array): void {
    this.#peak.add(samples);
    const [head, low] = this.#filters as [Biquad, Biquad];
    for (const sample of samples) {
      const weighted = low.next(head.next(sample));
      this.#sum += weighted * weighted;
      if (++this.#inStep === this.#stepSamples) this.#endStep();
    }
  }

  /** Null where nothing is loud enough to count, or the sound is shorter than a block. */
  get integratedLufs(): number | null {
    const loud = this.#blocks.filter((power) => lufs(power) > ABSOLUTE_GATE_LUFS);
    if (loud.length === 0) return null;
    const gate = lufs(mean(loud)) + RELATIVE_GATE_LU;
    return lufs(mean(loud.filter((power) => lufs(power) > gate)));
  }

  /** Largest value between the samples too; 1 is full scale. */
  get truePeak(): number {
    return this.#peak.value;
  }

  #endStep(): void {
    this.#steps.push(this.#sum / this.#stepSamples);
    this.#sum = 0;
    this.#inStep = 0;
    if (this.#steps.length < STEPS_PER_BLOCK) return;
    this.#blocks.push(mean(this.#steps));
    this.#steps.shift();
  }
}

const lufs = (power: number): number => -0.691 + 10 * Math.log10(power);
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

export const decibels = (ratio: number): number => 20 * Math.log10(ratio);
export const ratioOf = (dB: number): number => 10 ** (dB / 20);

/** A filter of second order, transposed direct form II. */
class Biquad {
  readonly #b: readonly [number, number, number];
  readonly #a: readonly [number, number];
  #one = 0;
  #two = 0;

  constructor(b: readonly [number, number, number], a: readonly [number, number]) {
    this.#b = b;
    this.#a = a;
  }

  next(input: number): number {
    const [b0, b1, b2] = this.#b;
    const [a1, a2] = this.#a;
    const output = b0 * input + this.#one;
    this.#one = b1 * input - a1 * output + this.#two;
    this.#two = b2 * input - a2 * output;
    return output;
  }
}

/**
 * The shelf that stands for the head. The recommendation gives coefficients at 48 kHz; these are the analogue filter behind
 * them, so that any rate can be measured. Source: Brecht De Man, "Evaluation of implementations of the EBU R128 loudness
 * measurement", AES 145 (2018).
 */
function headFilter(sampleRateHz: number): Biquad {
  const k = Math.tan((Math.PI * 1681.974450955533) / sampleRateHz);
  const q = 0.7071752369554196;
  const high = 10 ** (3.999843853973347 / 20);
  const band = high ** 0.4996667741545416;
  const a0 = 1 + k / q + k * k;
  return new Biquad(
    [(high + (band * k) / q + k * k) / a0, (2 * (k * k - high)) / a0, (high - (band * k) / q + k * k) / a0],
    [(2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0],
  );
}

/** The high-pass of the same source. */
function lowCut(sampleRateHz: number): Biquad {
  const k = Math.tan((Math.PI * 38.13547087602444) / sampleRateHz);
  const q = 0.5003270373238773;
  const a0 = 1 + k / q + k * k;
  return new Biquad([1, -2, 1], [(2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0]);
}
