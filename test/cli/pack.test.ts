import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { filesOf, openPackage, verifyPackage } from '../../src/core/package/model-package';
import { packedBytes } from '../../src/core/package/packed-shard';
import { folderPackage } from '../../src/platform/node/folder-files';
import { toyShape } from '../toy/toy-shape';
import { toyPackage } from '../toy-model';
import { runWords } from './run-words';

const { signal } = new AbortController();
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pagevoice-'));
  // A little more than one megabyte, the shortest file that can be asked for.
  const language = { ...toyShape.language, feedForwardSize: 1024 };
  const { source, manifest } = await toyPackage({
    seed: 1,
    layout: 'third-release',
    shape: { ...toyShape, language },
    precision: 'q8',
  });
  await mkdir(join(folder, 'made'));
  for (const file of ['manifest.json', ...filesOf(manifest).map((entry) => entry.file)]) {
    await writeFile(join(folder, 'made', file), await source.read(file, signal));
  }
});
afterAll(() => rm(folder, { recursive: true }));

const command = (...words: string[]) => runWords(['pack', ...words]);

test('a packed model has the same tensors in short files, with a README, its licence and checksums', async () => {
  const out = join(folder, 'packed');
  const url = 'https://example.org/models/toy/';
  const { code, text } = await command(join(folder, 'made'), '--out', out, '--shard-mb', '1', '--url', url);
  expect(text).toContain('Toy is in ');
  expect(text).toContain('models/index.json: {"id":"toy","title":"Toy","path":"packed"}');
  expect(code).toBe(0);

  const [before, after] = await Promise.all(
    [join(folder, 'made'), out].map((place) => openPackage(folderPackage(place), signal)),
  );
  const { shards, tensors } = after!.manifest;
  expect(shards.length).toBeGreaterThan(before!.manifest.shards.length);
  for (const { file, byteLength, packed } of shards) {
    expect(byteLength).toBeLessThanOrEqual(1e6);
    expect((await stat(join(out, file))).size).toBe(packed ? packedBytes(packed) : byteLength);
  }
  expect(tensors.map(({ name }) => name)).toEqual(before!.manifest.tensors.map(({ name }) => name));
  for (const { name } of tensors) {
    const [old, packed] = [await before!.readBytes(name, signal), await after!.readBytes(name, signal)];
    expect(Buffer.compare(old, packed), name).toBe(0);
  }
  for await (const _ of verifyPackage(folderPackage(out), after!.manifest, signal));

  const readme = await readFile(join(out, 'README.md'), 'utf8');
  expect(readme).toMatch(/^---\nlibrary_name: pagevoice\n.*license_name: "Random numbers"\n.*---\n/s);
  expect(readme).toContain(`?model=${url}`);
  expect(readme).toContain('| licence | Random numbers; it is to be accepted before use |');
  expect(readme).toContain('| languageLayout | third-release |');
  expect(await readFile(join(out, 'LICENSE'), 'utf8')).toContain('Nobody owns these weights.');
  const sums = spawnSync('sha256sum', ['-c', '--strict', 'SHA256SUMS'], { cwd: out, encoding: 'utf8' });
  expect(sums.status).toBe(0);
  expect(sums.stdout.trim().split('\n')).toHaveLength((await readdir(out)).length - 1);
});

test('it is entered into the list of models that lies beside it', async () => {
  const site = join(folder, 'models');
  await mkdir(site);
  await writeFile(join(site, 'index.json'), '[]');
  const { code, text } = await command(join(folder, 'made'), '--out', join(site, 'mine'));
  expect(text).toContain('Entered into the list of models beside it.');
  expect(code).toBe(0);
  const index: unknown = JSON.parse(await readFile(join(site, 'index.json'), 'utf8'));
  expect(index).toEqual([{ id: 'toy', title: 'Toy', path: 'mine' }]);
});

test('a name that the list gives to another folder is not entered twice', async () => {
  const site = join(folder, 'full-site');
  await mkdir(site);
  const kept = [{ id: 'toy', title: 'Toy', path: 'first' }];
  await writeFile(join(site, 'index.json'), JSON.stringify(kept));
  const { code, text } = await command(join(folder, 'made'), '--out', join(site, 'second'));
  expect(text).toMatch(/Not entered into .*index\.json, which has toy at first already/);
  expect(code).toBe(0);
  expect(JSON.parse(await readFile(join(site, 'index.json'), 'utf8'))).toEqual(kept);
});

test('a list that is damaged is told, and stays as it is', async () => {
  const site = join(folder, 'damaged-site');
  await mkdir(site);
  await writeFile(join(site, 'index.json'), '[{"id":"voice"');
  const { code, text } = await command(join(folder, 'made'), '--out', join(site, 'mine'));
  expect(text).toMatch(/Not entered into .*index\.json, which is no list of models/);
  expect(code).toBe(0);
  expect(await readFile(join(site, 'index.json'), 'utf8')).toBe('[{"id":"voice"');
});

test('a damaged package is refused by the name of its file, and nothing is left', async () => {
  const damaged = join(folder, 'damaged');
  await mkdir(damaged);
  for (const file of await readdir(join(folder, 'made'))) {
    const bytes = await readFile(join(folder, 'made', file));
    if (file === 'language-00001.bin') bytes[5000]! ^= 1;
    await writeFile(join(damaged, file), bytes);
  }
  const before = await readdir(folder);
  const { code, text } = await command(damaged, '--out', join(folder, 'refused'));
  expect(text).toMatch(/The file language-00001.bin of the model package is damaged/);
  expect(code).toBe(1);
  expect(await readdir(folder)).toEqual(before);
});

test.each([
  [[], /Name one package folder/],
  [['a', 'b'], /Name one package folder/],
  [['a'], /Say where the packed folder goes with --out/],
  [['a', '--out', 'b', '--shard-mb', '0'], /--shard-mb is a whole number from 1 to 512, not "0"/],
  [['a', '--out', 'b', '--shard-mb', 'many'], /not "many"/],
  [['a', '--out', 'b', '--url', 'my page'], /--url is the address of a folder.*not "my page"/],
  [['a', '--out', 'b', '--url', 'https://example.org/m/?a=1'], /without \? and #/],
])('%j cannot be understood', async (words, reason) => {
  const { code, text } = await command(...words);
  expect(text).toMatch(reason);
  expect(code).toBe(2);
});
