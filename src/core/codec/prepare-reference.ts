import type { CodecSpec } from '../model/model-spec';
import {
  checkReferenceAudio,
  checkReferenceRate,
  LONGEST_REFERENCE_SECONDS,
  usableStart,
  usedPart,
} from '../pcm/reference-audio';
import { resample } from '../pcm/resample';
import { decimal, type Sentence, say } from '../sentence';

/** A recording as the codec's encoder takes it. */
export type PreparedReference = {
  /** `[frames * hopLengthSamples]` */
  readonly samples: Float32Array;
  /** A sentence for a person where only a part is used, else null. */
  readonly warning: Sentence | null;
};

/**
 * The recording, or the first usable part of a long one, at the codec's rate, filled up with silence to whole
 * frames, so that both branches of the encoder have the same length. Source: higgs-audio.md G.5.
 * @param samples mono.
 * @throws FailureError 'bad-audio' when no voice can be taken from it.
 */
export function prepareReference(
  samples: Float32Array,
  sampleRateHz: number,
  spec: CodecSpec,
): PreparedReference {
  checkReferenceRate(sampleRateHz);
  const start = usableStart(samples, sampleRateHz);
  const used = usedPart(samples, sampleRateHz, start);
  checkReferenceAudio(used, sampleRateHz);
  const atRate = resample(used, sampleRateHz, spec.sampleRateHz);
  const frameCount = Math.ceil(atRate.length / spec.hopLengthSamples);
  const whole = new Float32Array(frameCount * spec.hopLengthSamples);
  whole.set(atRate);
  const isWhole = used.length === samples.length;
  return {
    samples: whole,
    warning: isWhole ? null : partWarning(samples.length / sampleRateHz, start / sampleRateHz),
  };
}

function partWarning(seconds: number, startSeconds: number): Sentence {
  const end = startSeconds + LONGEST_REFERENCE_SECONDS;
  return say`The reference is ${Math.round(seconds)} s long; only the ${LONGEST_REFERENCE_SECONDS} s from ${decimal(startSeconds, 1)} s to ${decimal(end, 1)} s are used. Its transcript must say just these.`;
}
