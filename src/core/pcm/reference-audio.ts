import { fail } from '../failure';

/** Shorter clips carry too little of a voice; longer ones fill the model's memory without making it more alike. */
export const shortestReferenceSeconds = 1;
export const longestReferenceSeconds = 30;
/** -60 dB below full scale: the hiss of a muted microphone. */
const silentPeak = 0.001;

/** @param channels one array per channel, all of one length. @returns their mean, newly allocated. */
export function mixToMono(channels: readonly Float32Array[]): Float32Array {
  const mono = new Float32Array(channels[0]?.length ?? 0);
  for (const channel of channels)
    for (let i = 0; i < mono.length; i++) mono[i] = mono[i]! + channel[i]! / channels.length;
  return mono;
}

/**
 * Whether a voice can be taken from this sound at all.
 * @param samples mono.
 * @throws FailureError 'bad-audio': silent, too short, too long, or not finite.
 */
export function checkReferenceAudio(samples: Float32Array, sampleRateHz: number): void {
  const seconds = samples.length / sampleRateHz;
  if (seconds < shortestReferenceSeconds)
    fail(
      'bad-audio',
      `The reference is only ${seconds.toFixed(1)} s long. Use 5 to 15 seconds of clear speech.`,
      { seconds },
    );
  if (seconds > longestReferenceSeconds)
    fail(
      'bad-audio',
      `The reference is ${Math.round(seconds)} s long; at most ${longestReferenceSeconds} s can be used. Cut out 5 to 15 seconds of clear speech.`,
      { seconds },
    );
  let peak = 0;
  for (const sample of samples) {
    if (!Number.isFinite(sample))
      fail('bad-audio', 'The reference contains samples that are not numbers. Export the file again.');
    peak = Math.max(peak, Math.abs(sample));
  }
  if (peak < silentPeak)
    fail('bad-audio', 'The reference is silent. Check that the right microphone or file was chosen.', {
      peak,
    });
}
