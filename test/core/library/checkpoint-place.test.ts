import { expect, test } from 'vitest';
import { checkpointPlace, isCheckpointPlace } from '../../../src/core/library/checkpoint-place';
import { PUBLIC_HUB } from '../../../src/core/library/public-hub';
import { hubFolderUrl, publishedModels } from '../../../src/core/library/published-models';

const folderOf = (text: string) => hubFolderUrl(PUBLIC_HUB, checkpointPlace(text).language);

test('names of the list are those of the list', () => {
  for (const model of publishedModels) expect(checkpointPlace(model.name)).toBe(model);
});

test.each([
  ['someone/higgs-6bit', `${PUBLIC_HUB}/someone/higgs-6bit/resolve/main/`, 'someone/higgs-6bit'],
  ['someone/higgs@v1.2', `${PUBLIC_HUB}/someone/higgs/resolve/v1.2/`, 'someone/higgs'],
  [`${PUBLIC_HUB}/someone/higgs`, `${PUBLIC_HUB}/someone/higgs/resolve/main/`, 'someone/higgs'],
  [`${PUBLIC_HUB}/someone/higgs/tree/dev`, `${PUBLIC_HUB}/someone/higgs/resolve/dev/`, 'someone/higgs'],
  [`${PUBLIC_HUB}/someone/higgs/tree/dev/q8`, `${PUBLIC_HUB}/someone/higgs/resolve/dev/q8/`, 'q8'],
  [' https://example.org/models/mine ', 'https://example.org/models/mine/', 'mine'],
  ['http://localhost:8000/a/b.gguf', 'http://localhost:8000/a/', 'b'],
  ['http://localhost:8000/a/b/resolve/main/', 'http://localhost:8000/a/b/resolve/main/', 'a/b'],
  [`${PUBLIC_HUB}/someone/x/blob/main/b.gguf`, `${PUBLIC_HUB}/someone/x/resolve/main/`, 'b'],
])('%s is fetched from %s', (text, folder, title) => {
  expect(folderOf(text)).toBe(folder);
  expect(checkpointPlace(text).title).toBe(title);
  expect(checkpointPlace(text).id).toMatch(/^[a-z0-9-]+$/);
});

test('a GGUF file carries its codec, whatever else is fetched with the one of the hub', () => {
  expect(checkpointPlace('https://example.org/b.gguf')).toMatchObject({
    language: { files: expect.arrayContaining(['b.gguf', 'tokenizer.json']) },
    codec: { files: ['config.json'] },
    hubert: null,
  });
  expect(checkpointPlace('someone/higgs').codec.files).toContain('model.pth');
});

test.each([
  '',
  'folder',
  'a/b/c',
  '../model',
  'some one/x',
  'ftp://example.org/x',
  'https://example.org/',
  'a/b@',
])('“%s” names none', (text) => {
  expect(isCheckpointPlace(text)).toBe(false);
  expect(() => checkpointPlace(text)).toThrow(/names no checkpoint. Give a repository/);
});
