import { expect, test } from 'vitest';
import type { KeptVoice } from '../../../src/core/api/api-host';
import { RefusedCall } from '../../../src/core/api/refused-call';
import { codecIdOf, findVoice } from '../../../src/core/openai/find-voice';
import { profileDescription } from '../../../src/core/openai/voice-profiles';
import { fakeManifest } from '../../fakes/fake-manifest';

const manifest = fakeManifest({ aliases: { models: [], voices: { alloy: 'ben', mine: 'ada' } } });
const grid = { codes: new Int32Array(8), codebookCount: 8, frameCount: 1 };
const kept: KeptVoice = {
  id: 'voice_1',
  name: 'Grandma',
  consent: 'Yes.',
  transcript: 'It says.',
  grid,
  codecId: codecIdOf(manifest),
  createdAtMs: 0,
};
const found = (name: string, voices: readonly KeptVoice[] = [kept]) =>
  findVoice(name, 'voice', manifest, voices).id;

test('a voice is found by its id, another name of it, or the name that people read', () => {
  expect(['ben', 'alloy', 'Alloy', 'Ben', ' ada '].map((name) => found(name))).toEqual([
    'ben',
    'ben',
    'ben',
    'ben',
    'ada',
  ]);
  expect(['voice_1', 'grandma'].map((name) => found(name))).toEqual(['voice_1', 'voice_1']);
  expect(findVoice('voice_1', 'voice', manifest, [kept]).reference).toEqual({
    type: 'codes',
    grid,
    transcript: 'It says.',
  });
  // An id is clearer than an alias.
  expect(found('mine', [{ ...kept, id: 'mine' }])).toBe('mine');
});

test.each([
  ['nobody', [kept], /no voice "nobody" here\. There is ada, ben, voice_1/],
  ['Grandma', [{ ...kept, codecId: 'other' }], /made with the codec of another model/],
  ['constructor', [kept], /no voice/],
])('a voice that is not here is refused with those that are: %s', (name, voices, sentence) => {
  const refused = () => found(name, voices);
  expect(refused).toThrow(RefusedCall);
  expect(refused).toThrow(sentence);
});

test('a profile is a description, by its name or in words', () => {
  expect(profileDescription('profile:male_en')).toMatch(/^Male, American accent/);
  expect(profileDescription('profile: a tired old man')).toBe('a tired old man');
  expect(profileDescription('belinda')).toBeNull();
});
