import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { canClone, openPackage, verifyPackage } from '../../src/core/package/model-package';
import { folderPackage } from '../../src/platform/node/folder-files';
import { type RunningHub, serveHub } from '../fakes/hub-server';
import { FIRST_RELEASE, MODERN, toyHubFiles } from '../toy/toy-hub';
import { tiniestShape } from '../toy/toy-shape';
import { toyCheckpoint } from '../toy-model';
import { runWords } from './run-words';

const { signal } = new AbortController();
const hubFiles = toyHubFiles();
const folder = await mkdtemp(join(tmpdir(), 'pagevoice-'));
let hub: RunningHub;
beforeEach(async () => {
  hub = await serveHub(hubFiles);
});
afterEach(() => hub.close());
afterAll(() => rm(folder, { recursive: true }));

const command = (...words: string[]) => runWords(['import', ...words, '--hub', hub.url]);

test.each([FIRST_RELEASE, MODERN])(
  '%s is fetched from its hub and becomes a package to be hosted',
  async (name) => {
    hub.faults.push({ type: 'cut', path: /safetensors$/, times: 2 });
    const out = join(folder, name.replace(/\W/g, '-'));
    const { code, text } = await command(name, '--precision', 'q4', '--no-cloning', '--out', out);
    expect(text).toContain('Higgs Audio V2 3B: ');
    expect(code).toBe(0);
    const source = folderPackage(out);
    const { manifest } = await openPackage(source, signal);
    for await (const _ of verifyPackage(source, manifest, signal));
    expect(manifest.origin.checkpoint).toMatch(/^bosonai\/higgs-audio-v2-generation-3B-base at /);
    expect(canClone(manifest)).toBe(false);
  },
);

test('a hub that gives nothing out is told in a sentence, and no folder is left', async () => {
  hub.faults.push({ type: 'forbidden', path: /./, times: 1e6 });
  const out = join(folder, 'none');
  const { code, text } = await command(FIRST_RELEASE, '--precision', 'q4', '--out', out);
  expect(code).toBe(1);
  expect(text).toMatch(/does not give out config\.json to everybody/);
  expect((await readdir(folder)).filter((name) => name.includes('none'))).toEqual([]);
});

test('a codec of this machine takes the place of the published one', async () => {
  const codec = join(folder, 'own-codec');
  await mkdir(codec);
  const { files } = toyCheckpoint({ seed: 9, shape: tiniestShape }).codec;
  for (const [name, file] of files) await writeFile(join(codec, name), file.read(0, file.byteLength));
  hub.faults.push({ type: 'forbidden', path: /tokenizer\/resolve/, times: 1e6 });
  const out = join(folder, 'with-own');
  const { code, text } = await command(MODERN, '--codec', codec, '--precision', 'q4', '--out', out);
  expect(text).toContain('Higgs Audio V2 3B: ');
  expect(code).toBe(0);
  const { manifest } = await openPackage(folderPackage(out), signal);
  expect(manifest.origin.codec).toBe('own-codec');
});

test('a folder is named, or a published checkpoint', async () => {
  const { code, text } = await command('bosonai/unknown', '--precision', 'q4', '--out', join(folder, 'x'));
  expect(code).toBe(1);
  expect(text).toMatch(/config\.json|published/);
});
