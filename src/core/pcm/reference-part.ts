import { LONGEST_REFERENCE_SECONDS, SHORTEST_REFERENCE_SECONDS, usableStart } from './reference-audio';

/** The part of a recording that is used, in samples. */
export type ReferencePart = { readonly start: number; readonly end: number };

/** The whole of a short recording; of a long one the first usable part. */
export function firstPart(samples: Float32Array, sampleRateHz: number): ReferencePart {
  const start = usableStart(samples, sampleRateHz);
  return { start, end: Math.min(samples.length, start + LONGEST_REFERENCE_SECONDS * sampleRateHz) };
}

/**
 * The part with one of its ends elsewhere. The other end stays, unless the part would be too long or too short.
 * @param sampleCount of the whole recording.
 */
export function trimmedPart(
  part: ReferencePart,
  edge: keyof ReferencePart,
  seconds: number,
  sampleCount: number,
  sampleRateHz: number,
): ReferencePart {
  const shortest = Math.min(sampleCount, SHORTEST_REFERENCE_SECONDS * sampleRateHz);
  const longest = LONGEST_REFERENCE_SECONDS * sampleRateHz;
  const wanted = Math.round(seconds * sampleRateHz);
  if (edge === 'start') {
    const start = between(wanted, 0, sampleCount - shortest);
    return { start, end: between(part.end, start + shortest, Math.min(sampleCount, start + longest)) };
  }
  const end = between(wanted, shortest, sampleCount);
  return { start: between(part.start, Math.max(0, end - longest), end - shortest), end };
}

function between(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}
