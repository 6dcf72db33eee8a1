/** Microphones flatten what is too loud at full scale; several such samples in a row are no chance. */
const CLIPPED_LEVEL = 0.985;
const CLIPPED_RUN = 3;
const WINDOW_SECONDS = 0.02;
/** -46 dB below full scale: quieter windows hold no speech that was meant to be heard. */
const SILENT_LEVEL = 0.005;
/** -30 dB: the loudest windows of speech from a usual distance are above. */
const QUIET_LEVEL = 0.03;
const MOST_SILENT_SHARE = 0.5;
/** Seconds of silence at an end that are worth cutting off. */
const LONG_EDGE_SECONDS = 0.7;

/** A flaw that makes a recording a poor example of a voice. */
export type ReferenceFlaw =
  | { readonly type: 'clipped'; readonly placeCount: number; readonly firstSeconds: number }
  | { readonly type: 'quiet' }
  | { readonly type: 'mostly-silent'; readonly share: number }
  | { readonly type: 'silent-start' | 'silent-end'; readonly seconds: number };

/** @param samples mono: the part of a recording that is used. */
export function referenceFlaws(samples: Float32Array, sampleRateHz: number): readonly ReferenceFlaw[] {
  const levels = windowLevels(samples, Math.round(WINDOW_SECONDS * sampleRateHz));
  const flaws: ReferenceFlaw[] = [];
  const clipped = clippedPlaces(samples, sampleRateHz);
  if (clipped.length > 0)
    flaws.push({ type: 'clipped', placeCount: clipped.length, firstSeconds: clipped[0]! });
  if (levels.every((level) => level < QUIET_LEVEL)) flaws.push({ type: 'quiet' });
  const silent = levels.filter((level) => level < SILENT_LEVEL).length;
  if (silent > MOST_SILENT_SHARE * levels.length)
    flaws.push({ type: 'mostly-silent', share: silent / levels.length });
  else {
    const isLoud = (level: number) => level >= SILENT_LEVEL;
    const start = WINDOW_SECONDS * levels.findIndex(isLoud);
    const end = WINDOW_SECONDS * (levels.length - 1 - levels.findLastIndex(isLoud));
    if (start > LONG_EDGE_SECONDS) flaws.push({ type: 'silent-start', seconds: start });
    if (end > LONG_EDGE_SECONDS) flaws.push({ type: 'silent-end', seconds: end });
  }
  return flaws;
}

/** Root mean square of each window. */
function windowLevels(samples: Float32Array, windowSamples: number): readonly number[] {
  const count = Math.floor(samples.length / windowSamples);
  return Array.from({ length: count }, (_, index) => {
    let sum = 0;
    for (const sample of samples.subarray(index * windowSamples, (index + 1) * windowSamples))
      sum += sample * sample;
    return Math.sqrt(sum / windowSamples);
  });
}

/** Seconds at which the sound is flattened; places within a tenth of a second are one. */
function clippedPlaces(samples: Float32Array, sampleRateHz: number): readonly number[] {
  const places: number[] = [];
  let run = 0;
  for (let at = 0; at < samples.length; at++) {
    run = Math.abs(samples[at]!) >= CLIPPED_LEVEL ? run + 1 : 0;
    const seconds = at / sampleRateHz;
    if (run === CLIPPED_RUN && seconds - (places.at(-1) ?? -1) > 0.1) places.push(seconds);
  }
  return places;
}

/** The loudest sample of each of `count` equal stretches, for a drawing. */
export function outlineOf(samples: Float32Array, count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => {
    let peak = 0;
    const end = Math.ceil(((index + 1) * samples.length) / count);
    for (const sample of samples.subarray(Math.floor((index * samples.length) / count), end))
      peak = Math.max(peak, Math.abs(sample));
    return peak;
  });
}
