import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { runImportCommand } from '../../scripts/import-command';
import { canClone, openPackage, verifyPackage } from '../../src/core/store/model-package';
import { folderPackage } from '../../src/platform/node/folder-files';
import { type RunningHub, serveHub } from '../fakes/hub-server';
import { FIRST_RELEASE, MODERN, toyHubFiles } from '../toy/toy-hub';

const { signal } = new AbortController();
const hubFiles = toyHubFiles();
const folder = await mkdtemp(join(tmpdir(), 'pagevoice-'));
let hub: RunningHub;
beforeEach(async () => {
  hub = await serveHub(hubFiles);
});
afterEach(() => hub.close());
afterAll(() => rm(folder, { recursive: true }));

async function command(...words: string[]): Promise<{ code: number; text: string }> {
  let text = '';
  const output = new Writable({
    write(chunk: Buffer, _, done) {
      text += chunk.toString();
      done();
    },
  });
  return { code: await runImportCommand([...words, '--hub', hub.url], output, signal), text };
}

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

test('a folder is named, or a published checkpoint', async () => {
  const { code, text } = await command('bosonai/unknown', '--precision', 'q4', '--out', join(folder, 'x'));
  expect(code).toBe(1);
  expect(text).toMatch(/config\.json|published/);
});
