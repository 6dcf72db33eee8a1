import { describe, expect, test } from 'vitest';
import { FailureError } from '../../../src/core/failure';
import { parseSpeechRequest } from '../../../src/core/speech/parse-speech-request';
import type { SettingKey } from '../../../src/core/speech/setting';
import {
  choicesOf,
  defaultOf,
  fieldOf,
  rangeOf,
  settingKeys,
  settings,
} from '../../../src/core/speech/settings';
import { fakeManifest } from '../../fakes/fake-manifest';

const manifest = fakeManifest();
const drawnSeed = 77;

/** What a request with this value alone comes to. */
function parsed(key: SettingKey, value: unknown): unknown {
  const isSampling = key.startsWith('sampling.');
  const written = value === undefined ? {} : { [fieldOf(key)]: value };
  const request = parseSpeechRequest(
    isSampling ? { text: 'Hello.', sampling: written } : { text: 'Hello.', ...written },
    manifest,
    () => drawnSeed,
  );
  return { ...request, ...request.sampling }[fieldOf(key) as 'seed'];
}

function refusal(key: SettingKey, value: unknown): string {
  try {
    parsed(key, value);
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    expect(error.failure).toMatchObject({ kind: 'bad-request', details: { field: fieldOf(key) } });
    return error.message;
  }
  throw new Error(`${key} took ${JSON.stringify(value)}.`);
}

test('labels are told apart, and every setting says in a line what it does', () => {
  const labels = settingKeys.map((key) => settings[key].label);
  expect(new Set(labels).size).toBe(labels.length);
  for (const key of settingKeys) expect(settings[key].hint).toMatch(/^[A-Z].*[.]$/);
});

describe.each(settingKeys)('%s', (key) => {
  const setting = settings[key];

  test('has a default, which is what a request without it gets', () => {
    const standard = defaultOf(key, manifest, { chunkMethod: 'auto' });
    expect(parsed(key, undefined)).toBe(key === 'seed' ? drawnSeed : standard);
    if (standard !== null) expect(parsed(key, standard)).toBe(standard);
  });

  test('is parsed and bounded', () => {
    expect(refusal(key, { nested: true })).toContain(`"${fieldOf(key)}"`);
    if (setting.kind === 'switch') {
      expect([parsed(key, true), parsed(key, false)]).toEqual([true, false]);
    } else if (setting.kind === 'choice') {
      const values = choicesOf<string>(setting, manifest).map(({ value }) => value);
      expect(values.map((value) => parsed(key, value))).toEqual(values);
      expect(refusal(key, 'something else')).toContain(values.join(', '));
    } else {
      const { min, max } = rangeOf(setting, manifest);
      expect(parsed(key, max)).toBe(max);
      if (setting.minRefusal) expect(refusal(key, min)).toContain(setting.minRefusal);
      else expect(parsed(key, min)).toBe(min);
      for (const outside of [min - 1, max + 1, Number.NaN])
        expect(refusal(key, outside)).toContain(`from ${min} to ${max}`);
      if (setting.kind === 'whole-number')
        expect(refusal(key, (min + max) / 2 + 0.25)).toContain('whole number');
    }
  });

  test('takes null only where null means something', () => {
    if (setting.nullMeans !== undefined) expect(parsed(key, null)).toBe(setting.nullMeans);
    else if (setting.kind === 'number' || setting.kind === 'whole-number') refusal(key, null);
    else expect(parsed(key, null)).toBe(setting.default);
  });
});
