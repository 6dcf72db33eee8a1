import { fail } from '../failure';
import { say } from '../sentence';

/** Shorter clips hold too little of a voice; longer ones fill the model's memory without making it more alike. */
export const SHORTEST_REFERENCE_SECONDS = 1;
export const LONGEST_REFERENCE_SECONDS = 30;
/** -60 dB below full scale: the hiss of a muted microphone. */
const SILENT_PEAK = 0.001;
/** Sound cards record within this range; anything else is a mistake in the file's header. */
const LOWEST_RATE_HZ = 4000;
const HIGHEST_RATE_HZ = 384_000;

/** @throws FailureError 'bad-audio' */
export function checkReferenceRate(sampleRateHz: number): void {
  if (Number.isInteger(sampleRateHz) && sampleRateHz >= LOWEST_RATE_HZ && sampleRateHz <= HIGHEST_RATE_HZ)
    return;
  fail(
    'bad-audio',
    say`The reference has a sample rate of ${sampleRateHz} Hz; it must be ${LOWEST_RATE_HZ} to ${HIGHEST_RATE_HZ} Hz. Export the file again.`,
    { sampleRateHz },
  );
}

/**
 * Whether a voice can be taken from this sound at all.
 * @param samples mono.
 * @throws FailureError 'bad-audio': silent, too short, or not finite.
 */
export function checkReferenceAudio(samples: Float32Array, sampleRateHz: number): void {
  const seconds = samples.length / sampleRateHz;
  if (seconds < SHORTEST_REFERENCE_SECONDS)
    fail(
      'bad-audio',
      say`The reference is only ${seconds.toFixed(1)} s long. Use 5 to 15 seconds of clear speech.`,
      { seconds },
    );
  let peak = 0;
  for (const sample of samples) {
    if (!Number.isFinite(sample))
      fail('bad-audio', say`The reference contains samples that are not numbers. Export the file again.`);
    peak = Math.max(peak, Math.abs(sample));
  }
  if (peak < SILENT_PEAK)
    fail('bad-audio', say`The reference is silent. Check that the right microphone or file was chosen.`, {
      peak,
    });
}

/**
 * Start of the first usable part of a recording: in a long one, leading silence is left out.
 * @param samples mono.
 * @returns a sample; `LONGEST_REFERENCE_SECONDS` from there lie in the recording, or it is 0.
 */
export function usableStart(samples: Float32Array, sampleRateHz: number): number {
  const latest = samples.length - LONGEST_REFERENCE_SECONDS * sampleRateHz;
  if (latest <= 0) return 0;
  return Math.max(
    0,
    Math.min(
      samples.findIndex((sample) => Math.abs(sample) >= SILENT_PEAK),
      latest,
    ),
  );
}

/** @returns a view of what is used of a recording, from `start` on. */
export function usedPart(samples: Float32Array, sampleRateHz: number, start: number): Float32Array {
  return samples.subarray(start, start + LONGEST_REFERENCE_SECONDS * sampleRateHz);
}
