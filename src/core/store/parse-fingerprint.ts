import type { CodecFingerprint } from '../codec/self-test';
import type { Fields } from './json-fields';

/** Far above any sound; keeps sums of squares finite. */
const MAX_AMPLITUDE = 1e6;

export function parseFingerprint(fields: Fields): CodecFingerprint {
  const samples = fields.value('samples');
  const isSound = (value: unknown) => typeof value === 'number' && Math.abs(value) <= MAX_AMPLITUDE;
  if (!Array.isArray(samples) || samples.length > 1024 || !samples.every(isSound)) {
    return fields.refuse('samples', 'is not a list of at most 1024 samples');
  }
  return {
    frameCount: fields.count('frameCount', 1, 64),
    loudness: fields.number('loudness', 0, MAX_AMPLITUDE),
    samples: samples as readonly number[],
  };
}
