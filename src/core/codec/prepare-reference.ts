import { fail } from '../failure';
import type { CodecSpec } from '../model/model-spec';
import { checkReferenceAudio } from '../pcm/reference-audio';
import { resample } from '../pcm/resample';

/** Sound cards record within this range; anything else is a mistake in the file's header. */
const lowestRateHz = 4000;
const highestRateHz = 384_000;

/**
 * A recording as the codec's encoder takes it: at the codec's rate, filled up with silence to whole frames, which
 * also makes both branches of the encoder agree in length. Source: higgs-audio.md G.5.
 * @param samples mono.
 * @throws FailureError 'bad-audio' when no voice can be taken from it.
 */
export function prepareReference(samples: Float32Array, sampleRateHz: number, spec: CodecSpec): Float32Array {
  if (!(Number.isInteger(sampleRateHz) && sampleRateHz >= lowestRateHz && sampleRateHz <= highestRateHz)) {
    fail(
      'bad-audio',
      `The reference has a sample rate of ${sampleRateHz} Hz; it must be ${lowestRateHz} to ${highestRateHz} Hz. Export the file again.`,
      { sampleRateHz },
    );
  }
  checkReferenceAudio(samples, sampleRateHz);
  const atRate = resample(samples, sampleRateHz, spec.sampleRateHz);
  const frameCount = Math.ceil(atRate.length / spec.hopLengthSamples);
  const whole = new Float32Array(frameCount * spec.hopLengthSamples);
  whole.set(atRate);
  return whole;
}
