import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { importModel } from '../../src/core/importer/import-model';
import type { Manifest } from '../../src/core/package/manifest';
import { folderPackageWriter } from '../../src/platform/node/folder-package-writer';
import { nodeDecodeCodes } from '../../src/platform/node/node-model';
import { tiniestShape } from '../toy/toy-shape';
import { toyCheckpoint } from '../toy-model';
import { runWords } from './run-words';

const { signal } = new AbortController();
let folder: string;
let whole: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pagevoice-'));
  whole = join(folder, 'whole');
  const options = { ...toyCheckpoint({ seed: 1, shape: tiniestShape }), id: 't', title: 'T' };
  const writer = await folderPackageWriter(whole);
  const run = importModel({ ...options, precision: 'q4', decodeCodes: nodeDecodeCodes }, writer, signal);
  while (!(await run.next()).done);
});
afterAll(() => rm(folder, { recursive: true }));

const verify = (...words: string[]) => runWords(['verify', ...words]);

async function damaged(name: string, damage: (folder: string) => Promise<void>): Promise<string> {
  const copy = join(folder, name);
  await cp(whole, copy, { recursive: true });
  await damage(copy);
  return copy;
}

async function editManifest(at: string, edit: (manifest: Manifest) => object): Promise<void> {
  const file = join(at, 'manifest.json');
  const manifest = JSON.parse(await readFile(file, 'utf8')) as Manifest;
  await writeFile(file, JSON.stringify({ ...manifest, ...edit(manifest) }));
}

test('a whole package passes', async () => {
  const { code, text } = await verify(whole);
  expect(text).toMatch(/structure +ok .*\nfiles +ok .*\ncodec +ok .*\nanswers +not checked .*another model/);
  expect(code).toBe(0);
});

test('a flipped byte is found, and nothing is run on it', async () => {
  const at = await damaged('flipped', async (copy) => {
    const file = join(copy, 'language-00001.bin');
    const bytes = await readFile(file);
    bytes[1000]! ^= 1;
    await writeFile(file, bytes);
  });
  const { code, text } = await verify(at);
  expect(text).toMatch(/files +FAILED +The file language-00001.bin .*damaged/);
  expect(text).not.toContain('codec');
  expect(code).toBe(1);
});

test('another sound than was stored is found', async () => {
  const at = await damaged('other', (copy) =>
    editManifest(copy, ({ selfTest }) => ({
      selfTest: { ...selfTest, samples: selfTest!.samples.map((sample) => -sample) },
    })),
  );
  const { code, text } = await verify(at);
  expect(text).toMatch(/codec +FAILED +Fixed codes sound other than when/);
  expect(code).toBe(1);
});

test('a package without stored numbers is not called wrong', async () => {
  const at = await damaged('untold', (copy) => editManifest(copy, () => ({ selfTest: null })));
  const { code, text } = await verify(at);
  expect(text).toMatch(/codec +not checked/);
  expect(code).toBe(0);
});

test('a manifest that contradicts itself, no package and no name are told in words', async () => {
  const at = await damaged('plan', (copy) =>
    editManifest(copy, ({ linears }) => ({
      linears: Object.fromEntries(Object.keys(linears).map((name) => [name, 'q8'])),
    })),
  );
  expect((await verify(at)).text).toMatch(
    /structure +FAILED .*linears.language.layers.0.qkv is not stored as q8/,
  );
  expect((await verify(join(folder, 'nothing'))).text).toMatch(
    /structure +FAILED +.*lacks the file manifest.json/,
  );
  expect(await verify()).toMatchObject({
    code: 2,
    output: '',
    errors: expect.stringMatching(/^Name one package folder\. See: /),
  });
});
