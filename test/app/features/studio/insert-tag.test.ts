import { expect, test } from 'vitest';
import { tagGroups, withTag } from '../../../../src/app/features/studio/insert-tag';
import { knownTags } from '../../../../src/core/speech/known-tags';
import { controlTags } from '../../../../src/core/text/control-tags';
import { eventTags } from '../../../../src/core/text/event-tags';
import { makersProfile } from '../../../../src/core/text/speech-profile';
import { fakeManifest } from '../../../fakes/fake-manifest';

const { spec } = fakeManifest();
const manifestOf = (family: 'higgs-audio-v2' | 'higgs-audio-v3', tags: 'all' | readonly string[] = 'all') =>
  fakeManifest({
    spec: { ...spec, language: { ...spec.language, family } },
    speech: { ...makersProfile, tags },
  });
const soundTokens = ['<SE>', '</SE>', '<SE_s>', '</SE_s>', '<SE_e>', '</SE_e>'];

test('tags are those whose tokens the tokenizer has, and none that the voice has not learned', () => {
  const v2 = manifestOf('higgs-audio-v2');
  expect(knownTags(v2, [])).toEqual([]);
  expect(knownTags(v2, soundTokens)).toEqual(eventTags);
  expect(knownTags(v2, ['<SE>', '</SE>', ...controlTags])).toEqual([
    '[laugh]',
    '[music]',
    '[applause]',
    '[cheering]',
    '[cough]',
  ]);
  expect(knownTags(manifestOf('higgs-audio-v2', ['[laugh]']), soundTokens)).toEqual(['[laugh]']);
  const v3 = manifestOf('higgs-audio-v3');
  expect(knownTags(v3, soundTokens)).toEqual([]);
  expect(knownTags(v3, ['<|sfx:laughter|>', '<|emotion:awe|>'])).toEqual([
    '[laugh]',
    '<|emotion:awe|>',
    '<|sfx:laughter|>',
  ]);
});

test('the menu has pauses for every voice, and the tags of the model by their kind', () => {
  expect(tagGroups([]).map(({ type }) => type)).toEqual(['pause']);
  const groups = tagGroups([...eventTags, ...controlTags]);
  expect(groups.map(({ type }) => type)).toEqual(['pause', 'sound', 'emotion', 'style', 'prosody']);
  expect(groups.flatMap(({ tags }) => tags)).toHaveLength(3 + eventTags.length + controlTags.length);
  expect(groups[0]!.tags.map(({ name }) => name)).toEqual(['0.5 s', '1 s', '2 s']);
  expect(groups[0]!.tags[0]!.tag).toBe('[pause 0.5s]');
  expect(groups[4]!.tags[0]).toEqual({ tag: '<|prosody:speed_very_slow|>', name: 'speed very slow' });
});

test('a tag is put at the caret, apart from the words around it', () => {
  expect(withTag('', 0, 0, '[laugh]')).toEqual({ text: '[laugh] ', caret: 8 });
  expect(withTag('One two.', 3, 3, '[laugh]')).toEqual({ text: 'One [laugh] two.', caret: 11 });
  expect(withTag('One two.', 4, 4, '[laugh]')).toEqual({ text: 'One [laugh] two.', caret: 12 });
  expect(withTag('One two.', 4, 7, '[laugh]')).toEqual({ text: 'One [laugh].', caret: 11 });
});
