import type { PcmChunk } from '../core/pcm/pcm-chunk';
import { HIGHEST_PITCH, LOWEST_PITCH, PitchShift } from '../core/pcm/pitch-shift';
import { FASTEST_SPEED, SLOWEST_SPEED } from '../core/pcm/time-stretch';

/** Changes of a speech that are made while it is played: its samples stay as they were made. */
export type SoundShape = {
  /** 1 is as it was made; 2 takes half the time, at the same pitch. */
  readonly speed: number;
  /** 1 is as it was made; 2 is an octave higher. */
  readonly pitch: number;
  /** 0 … 1 */
  readonly volume: number;
};

const unshaped: SoundShape = { speed: 1, pitch: 1, volume: 1 };

/** @throws TypeError that names what is out of its range. */
export function readShape(given: Partial<SoundShape>): SoundShape {
  const shape = { ...unshaped, ...given };
  requireRange('speed', shape.speed, SLOWEST_SPEED, FASTEST_SPEED);
  requireRange('pitch', shape.pitch, LOWEST_PITCH, HIGHEST_PITCH);
  requireRange('volume', shape.volume, 0, 1);
  return shape;
}

/** The nearest possible shape to one that may be out of range. */
export function nearestShape({ speed, pitch, volume }: SoundShape): SoundShape {
  return {
    speed: Math.min(FASTEST_SPEED, Math.max(SLOWEST_SPEED, speed)),
    pitch: Math.min(HIGHEST_PITCH, Math.max(LOWEST_PITCH, pitch)),
    volume: Math.min(1, Math.max(0, volume)),
  };
}

/** @returns new samples where something is changed; never those of the speech. */
export async function* shapeSound(
  chunks: AsyncGenerator<PcmChunk, void>,
  sampleRateHz: number,
  { speed, pitch, volume }: SoundShape,
): AsyncGenerator<PcmChunk, void> {
  const shift = new PitchShift(sampleRateHz, speed, pitch);
  const shaped = (samples: Float32Array, startSample: number): PcmChunk => ({
    samples: volume === 1 ? samples : samples.map((sample) => sample * volume),
    sampleRateHz,
    startSample,
  });
  let last = 0;
  for await (const { samples, startSample } of chunks) {
    last = startSample + samples.length;
    const ready = shift.push(samples);
    if (ready.length > 0) yield shaped(ready, startSample);
  }
  const rest = shift.finish();
  if (rest.length > 0) yield shaped(rest, last);
}

function requireRange(name: string, value: number, min: number, max: number): void {
  if (value >= min && value <= max) return;
  throw new TypeError(`The ${name} is ${value}. It may be ${min} to ${max}.`);
}
