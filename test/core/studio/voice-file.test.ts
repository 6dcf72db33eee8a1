import { expect, test } from 'vitest';
import { FailureError } from '../../../src/core/failure';
import { freeName, type OwnVoice, ownVoiceOf } from '../../../src/core/studio/own-voice';
import { parseVoiceFile, writeLockedVoiceFile, writeVoiceFile } from '../../../src/core/studio/voice-file';
import { MemoryVoiceStore } from '../../../src/core/studio/voice-store';
import { lockText, unlockText } from '../../../src/platform/voices/lock-text';

const voice: OwnVoice = {
  id: 'v1',
  name: 'Anna',
  madeAtMs: 5,
  transcript: 'Hello there.',
  consent: { givenAtMs: 4, words: 'This is my own voice.' },
  model: 'fake',
  grid: { codes: Int32Array.of(1, 2, 70, 1023), codebookCount: 2, frameCount: 2 },
};

function refusal(text: string): string {
  try {
    parseVoiceFile(text);
  } catch (error) {
    if (error instanceof FailureError) return error.failure.message;
    throw error;
  }
  return 'read';
}

test('a voice file is read as it was written, with its consent', () => {
  expect(parseVoiceFile(writeVoiceFile(voice))).toEqual({ type: 'open', voice });
});

test('a locked file shows nothing, and only its passphrase opens it', async () => {
  const file = writeLockedVoiceFile(await lockText(writeVoiceFile(voice), 'Grüße 1'));
  expect(file).not.toContain('Anna');
  const read = parseVoiceFile(file);
  if (read.type !== 'locked') throw new Error('It is open.');
  // The same letters, composed in another way.
  const text = await unlockText(read.text, 'Grüße 1'.normalize('NFD'));
  expect(parseVoiceFile(text)).toEqual({ type: 'open', voice });
  await expect(unlockText(read.text, 'Grüsse 1')).rejects.toMatchObject({
    failure: { kind: 'bad-request', details: { field: 'passphrase' } },
  });
  const changed = { ...read.text, sealed: read.text.sealed.map((byte, at) => (at === 9 ? byte ^ 1 : byte)) };
  await expect(unlockText(changed, 'Grüße 1')).rejects.toThrow(/does not open/);
});

test.each([
  ['no JSON', 'hello', /no voice of Pagevoice/],
  ['a project', '{"format":"pagevoice-project","version":1}', /no voice of Pagevoice/],
  ['another version', '{"format":"pagevoice-voice","version":2}', /another version/],
  [
    'no consent',
    JSON.stringify({ ...JSON.parse(writeVoiceFile(voice)), voice: {} }),
    /damaged: voice\.consent/,
  ],
  [
    'missing codes',
    writeVoiceFile(voice).replace('"frameCount":2', '"frameCount":3'),
    /grid\.codes are not as many/,
  ],
  [
    'endless rounds',
    '{"format":"pagevoice-voice","version":1,"locked":{"rounds":99999999999}}',
    /locked\.rounds is not/,
  ],
])('%s is refused with a sentence', (_, text, sentence) => {
  expect(refusal(text)).toMatch(sentence);
});

test('a member of a cast has a kept voice as long as its codes and words are the same', () => {
  const { grid, transcript } = voice;
  expect(ownVoiceOf([voice], { type: 'codes', grid: { ...grid }, transcript })).toBe(voice);
  expect(ownVoiceOf([voice], { type: 'codes', grid, transcript: 'Other words.' })).toBeNull();
  expect(ownVoiceOf([voice], { type: 'preset', id: 'v1' })).toBeNull();
  expect([freeName('Ben', [voice]), freeName('Anna', [voice, { ...voice, name: 'Anna 2' }])]).toEqual([
    'Ben',
    'Anna 3',
  ]);
});

test('a store in memory keeps voices in the order they were made', async () => {
  const store = new MemoryVoiceStore();
  await store.put({ ...voice, id: 'v2', madeAtMs: 9 });
  await store.put(voice);
  await store.put({ ...voice, name: 'Anne' });
  expect((await store.list()).map(({ id, name }) => [id, name])).toEqual([
    ['v1', 'Anne'],
    ['v2', 'Anna'],
  ]);
  await store.remove('v1');
  await store.remove('v1');
  expect(await store.list()).toHaveLength(1);
});
