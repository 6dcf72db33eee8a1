/** Zero crossings of the sinc on each side, and the share of the band that is kept: torchaudio's defaults. */
const ZERO_CROSSINGS = 6;
const ROLLOFF = 0.99;

/** The filter for one position between two input samples. */
type Phase = { readonly firstOffset: number; readonly taps: Float32Array };

/**
 * Changes the sample rate with a windowed sinc (Hann), one filter per phase. Between rates with a large
 * common divisor there are few phases; each is made when it is first needed.
 * Source: J. O. Smith, "Digital Audio Resampling"; constants and kernel of torchaudio, as in higgs-audio.md G.4.
 * @returns `[ceil(length * toHz / fromHz)]`, newly allocated.
 * @throws RangeError if a rate is no positive whole number.
 */
export function resample(samples: Float32Array, fromHz: number, toHz: number): Float32Array {
  for (const rate of [fromHz, toHz]) {
    if (!Number.isInteger(rate) || rate < 1) throw new RangeError(`sample rate ${rate}`);
  }
  if (fromHz === toHz) return samples.slice();
  const divisor = greatestCommonDivisor(fromHz, toHz);
  const stepIn = fromHz / divisor;
  const stepOut = toHz / divisor;
  const output = new Float32Array(Math.ceil((samples.length * stepOut) / stepIn));
  const phases = new Array<Phase | undefined>(Math.min(stepOut, output.length));
  for (let i = 0; i < output.length; i++) {
    const phase = phases[i % stepOut] ?? makePhase(i % stepOut, stepIn, stepOut);
    phases[i % stepOut] = phase;
    const first = Math.floor(i / stepOut) * stepIn + phase.firstOffset;
    const from = Math.max(0, -first);
    const to = Math.min(phase.taps.length, samples.length - first);
    let sum = 0;
    for (let tap = from; tap < to; tap++) sum += phase.taps[tap]! * samples[first + tap]!;
    output[i] = sum;
  }
  return output;
}

/** @param phase output sample within one period of `stepOut`; it lies `phase * stepIn / stepOut` input samples in. */
function makePhase(phase: number, stepIn: number, stepOut: number): Phase {
  const cutoff = Math.min(stepIn, stepOut) * ROLLOFF;
  const centre = (phase * stepIn) / stepOut;
  const halfWidth = (ZERO_CROSSINGS * stepIn) / cutoff;
  const firstOffset = Math.ceil(centre - halfWidth);
  const taps = new Float32Array(Math.floor(centre + halfWidth) - firstOffset + 1);
  for (let i = 0; i < taps.length; i++) {
    const crossing = ((firstOffset + i - centre) / stepIn) * cutoff;
    const window = Math.cos((crossing * Math.PI) / ZERO_CROSSINGS / 2) ** 2;
    const sinc = crossing === 0 ? 1 : Math.sin(crossing * Math.PI) / (crossing * Math.PI);
    taps[i] = (sinc * window * cutoff) / stepIn;
  }
  return { firstOffset, taps };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
