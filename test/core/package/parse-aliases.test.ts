import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Fields, pathRefusals } from '../../../src/core/data/untrusted-json';
import { fail } from '../../../src/core/failure';
import { parseAliases } from '../../../src/core/package/parse-aliases';
import { parseManifest } from '../../../src/core/package/parse-manifest';
import { say } from '../../../src/core/sentence';
import { fakeManifest } from '../../fakes/fake-manifest';

const { voices } = fakeManifest();
const refusals = pathRefusals((field, reason) => fail('bad-package', say`${field} ${reason}`));
const parse = (value: unknown) => parseAliases(new Fields(value, 'aliases.', refusals), voices);

test('names of models and of voices are read', () => {
  const aliases = { models: ['boson/higgs-audio-v2.5'], voices: { alloy: 'ada' } };
  expect(parse(aliases)).toEqual(aliases);
});

test.each([
  ['no list of models', { voices: {} }, /aliases\.models is not a list/],
  ['a model without a name', { models: [''], voices: {} }, /aliases\.models\[0\] is not a name/],
  ['a voice that is not there', { models: [], voices: { alloy: 'eve' } }, /alloy names a voice that/],
  ['no table of voices', { models: [], voices: [] }, /aliases\.voices is not an object/],
])('%s is refused', (_, value, sentence) => {
  expect(() => parse(value)).toThrow(sentence);
});

test('the bundled voice has the table that its training writes down', () => {
  const json = (path: string) => JSON.parse(readFileSync(path, 'utf8'));
  const { aliases } = parseManifest(json('public/models/voice/manifest.json'));
  expect(aliases).toEqual(json('training/aliases.json'));
  expect(aliases.voices).toMatchObject({ alloy: 'linden', belinda: 'willow' });
});

test('a package without a table answers to the names of its family', () => {
  const { aliases: _, ...without } = JSON.parse(readFileSync('public/models/voice/manifest.json', 'utf8'));
  expect(parseManifest(without).aliases).toEqual({
    models: expect.arrayContaining(['boson/higgs-audio-v2.5']),
    voices: {},
  });
});
