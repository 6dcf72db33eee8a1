import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { languageDecibels, languageFingerprint } from '../src/core/generation/language-self-test';
import { frameRateHz } from '../src/core/model/model-spec';
import { openPackage, verifyPackage } from '../src/core/package/model-package';
import { folderPackage } from '../src/platform/node/folder-files';
import { openNodeModel } from '../src/platform/node/node-model';

const { signal } = new AbortController();
const models = new URL('../public/models/', import.meta.url);
const index = JSON.parse(readFileSync(new URL('index.json', models), 'utf8')) as {
  id: string;
  title: string;
  path: string;
}[];

test('there is a bundled model', () => {
  expect(index.length).toBeGreaterThan(0);
});

describe.each(index)('$id', ({ id, title, path }) => {
  const source = folderPackage(fileURLToPath(new URL(path, models)));

  test('is whole, and is what the list says', async () => {
    const { manifest } = await openPackage(source, signal);
    expect(manifest).toMatchObject({ id, title });
    let files = 0;
    for await (const _ of verifyPackage(source, manifest, signal)) files++;
    expect(files).toBeGreaterThan(3);
  });

  test('its language model answers as it did when it was recorded, by this release in 32-bit floats', async () => {
    const { manifest, networks, dispose } = await openNodeModel(source, signal);
    const found = await languageFingerprint(networks.model, signal);
    expect(languageDecibels(manifest.languageTest!, found)).toBeGreaterThan(80);
    await dispose();
  });

  test('has at least four presets to be heard, and one that needs no reference', async () => {
    const { manifest } = await openPackage(source, signal);
    const { voices, spec } = manifest;
    const recorded = voices.filter(({ codes }) => codes !== null);
    expect(recorded.length).toBeGreaterThanOrEqual(4);
    expect(voices[0]?.codes).toBeNull();
    expect(new Set(voices.map(({ name }) => name)).size).toBe(voices.length);
    for (const { description, licence } of voices) expect(description && licence).not.toBe('');
    for (const { codes } of recorded) {
      expect(codes).toHaveLength(spec.codec.codebookCount);
      const seconds = codes![0]!.length / frameRateHz(spec.codec);
      expect(seconds).toBeGreaterThan(1.5);
      expect(seconds).toBeLessThan(4.5);
    }
  });
});
