import type { CodecFingerprint } from '../codec/self-test';
import type { Fields } from '../data/untrusted-json';
import type { LanguageFingerprint } from '../generation/language-self-test';
import { say } from '../sentence';

/** Far above any sound and any logit; keeps sums of squares finite. */
const MAX_AMPLITUDE = 1e6;

export function parseFingerprint(fields: Fields): CodecFingerprint {
  return {
    frameCount: fields.count('frameCount', 1, 64),
    loudness: fields.number('loudness', 0, MAX_AMPLITUDE),
    samples: parseValues(fields, 'samples'),
  };
}

export function parseLanguageFingerprint(fields: Fields): LanguageFingerprint {
  return { level: fields.number('level', 0, MAX_AMPLITUDE), logits: parseValues(fields, 'logits') };
}

function parseValues(fields: Fields, key: 'samples' | 'logits'): readonly number[] {
  const values = fields.value(key);
  const isValue = (value: unknown) => typeof value === 'number' && Math.abs(value) <= MAX_AMPLITUDE;
  return Array.isArray(values) && values.length <= 1024 && values.every(isValue)
    ? (values as readonly number[])
    : fields.refuse(key, say`is not a list of at most 1024 ${key}`);
}
