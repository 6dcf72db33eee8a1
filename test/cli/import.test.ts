import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WrongUsage } from '../../cli/command';
import { parseImportArguments } from '../../cli/import-arguments';
import { openPackage, verifyPackage } from '../../src/core/package/model-package';
import { folderPackage } from '../../src/platform/node/folder-files';
import type { ToyFiles } from '../toy/toy-files';
import { tiniestShape } from '../toy/toy-shape';
import { toyCheckpoint } from '../toy-model';
import { runWords } from './run-words';

const { signal } = new AbortController();
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pagevoice-'));
  const { checkpoint, codec } = toyCheckpoint({ seed: 1, shape: tiniestShape, sharding: { count: 2 } });
  await save(checkpoint, join(folder, 'model'));
  await save(codec, join(folder, 'codec'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

test('a licence that must be accepted is shown in full, and accepted by a word', async () => {
  const { checkpoint, codec } = toyCheckpoint({ seed: 1, shape: tiniestShape, layout: 'third-release' });
  await save(checkpoint, join(folder, 'third'));
  await save(codec, join(folder, 'third-codec'));
  const words = [join(folder, 'third'), '--codec', join(folder, 'third-codec')];
  const into = (name: string) => [...words, '--out', join(folder, name), '--precision', 'q4'];
  const refused = await command(...into('refused'));
  expect(refused.code).toBe(1);
  expect(refused.text).toMatch(/Nobody owns these weights.*run the command again with --accept-licence/s);
  await expect(readdir(join(folder, 'refused'))).rejects.toThrow(/ENOENT/);
  const accepted = await command(...into('accepted'), '--accept-licence');
  expect(accepted.text).toMatch(/Logits on a fixed sentence, 24 columns/);
  expect(accepted.code).toBe(0);
});

async function save({ files }: ToyFiles, to: string): Promise<void> {
  await mkdir(to);
  for (const [name, file] of files) await writeFile(join(to, name), file.read(0, file.byteLength));
}

const command = (...words: string[]) => runWords(['import', ...words]);

const folders = () => [join(folder, 'model'), '--codec', join(folder, 'codec')];

test('a checkpoint in folders becomes a package that passes verification', async () => {
  const out = join(folder, 'out');
  const { code, text } = await command(...folders(), '--out', out, '--precision', 'q8', '--title', 'My toy');
  expect(text).toContain('100 %');
  expect(text).toMatch(/My toy: \d+ tensors in 4 shards/);
  expect(text).toMatch(/attention +4 +0\.01 +0\.3\d % +0\.3\d % language.layers.\d/);
  expect(text).toMatch(
    /Logits on a fixed sentence, 24 columns, .* relative error \d.*divergence 0\.\d+ nats, same best code \d+ %/,
  );
  expect(code).toBe(0);
  const source = folderPackage(out);
  const { manifest } = await openPackage(source, signal);
  expect(manifest).toMatchObject({ id: 'out', title: 'My toy', notice: '', precision: 'q8' });
  expect(manifest.origin).toMatchObject({ checkpoint: 'model', codec: 'codec' });
  let verified = 0;
  for await (const _ of verifyPackage(source, manifest, signal)) verified++;
  expect(await readdir(out)).toHaveLength(verified + 1);
});

test('in another folder than the repository, paths are meant from there', () => {
  const words = ['import', 'model', '--codec', 'codec', '--out', 'from-here', '--precision', 'q4'];
  const run = spawnSync(process.execPath, [resolve('cli/bin.mjs'), ...words], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(run.stderr).toContain('100 %');
  expect(run.stdout).toContain('Recorded how the language model answers a fixed prompt.');
  expect(run.status).toBe(0);
});

test('a package is entered into the list of models beside it, once', async () => {
  const site = join(folder, 'models');
  await mkdir(site);
  const listed = { id: 'first', title: 'First', path: 'first' };
  await writeFile(join(site, 'index.json'), JSON.stringify([listed]));
  for (const title of ['Old', 'New']) {
    const out = join(site, 'mine');
    await rm(out, { recursive: true, force: true });
    const { code } = await command(...folders(), '--out', out, '--precision', 'f32', '--title', title);
    expect(code).toBe(0);
  }
  const index: unknown = JSON.parse(await readFile(join(site, 'index.json'), 'utf8'));
  expect(index).toEqual([listed, { id: 'mine', title: 'New', path: 'mine' }]);
});

test('a failed import is one sentence and exit code 1, and leaves nothing', async () => {
  const before = await readdir(folder);
  const out = join(folder, 'failed');
  const { code, text } = await command(
    join(folder, 'codec'),
    '--codec',
    join(folder, 'codec'),
    '--out',
    out,
    '--precision',
    'q4',
  );
  expect(code).toBe(1);
  expect(text.trim()).toMatch(/^config.json: "model_type" is "higgs_audio_v2_tokenizer", but must be .*\.$/);
  expect(await readdir(folder)).toEqual(before);
});

test.each([
  ['there is none at the path', [join('nowhere', 'deep', 'model')], /There is no folder nowhere.deep.model/],
  ['a GGUF file is not there', ['models/voice.gguf'], /There is no file models\/voice.gguf/],
  ['the codec is not there', ['MODEL', '--codec', 'nowhere'], /There is no folder nowhere\. Correct/],
])('a path that leads nowhere is told as that: %s', async (_, words, reason) => {
  const given = words.map((word) => (word === 'MODEL' ? join(folder, 'model') : word));
  const { code, text } = await command(...given, '--out', join(folder, 'none'), '--precision', 'q4');
  expect(text).toMatch(reason);
  expect(code).toBe(1);
});

test('every plan is told without writing anything', async () => {
  const before = await readdir(folder);
  const { code, text } = await command(...folders(), '--list-plans');
  expect(code).toBe(0);
  const rows = text
    .trim()
    .split('\n')
    .map((line) => line.split(/ {2,}/));
  expect(rows.map(([name]) => name)).toEqual(['precision', 'q4', 'q8', 'mixed', 'f16', 'f32']);
  const steps = rows.slice(1).map((row) => Number(row[4]));
  expect(steps[0]!).toBeLessThan(steps[1]!);
  expect(steps[2]).toBe(steps[1]);
  expect(await readdir(folder)).toEqual(before);
});

test('plain rounding is further from the checkpoint than better rounding', async () => {
  const error = async (rounding: string) => {
    const out = join(folder, `rounded-${rounding}`);
    const { code, text } = await command(
      ...folders(),
      '--out',
      out,
      '--precision',
      'q4',
      '--rounding',
      rounding,
    );
    expect(code).toBe(0);
    return Number(/attention +\d+ +[\d.]+ +([\d.]+) %/.exec(text)![1]);
  };
  expect(await error('better')).toBeLessThan(await error('plain'));
});

test('a folder that is taken is left alone', async () => {
  const { code, text } = await command(...folders(), '--out', folder, '--precision', 'q4');
  expect(code).toBe(1);
  expect(text).toContain('is not empty');
});

test('help says how', async () => {
  const { code, text } = await command('--help');
  expect(code).toBe(0);
  expect(text).toContain('--precision <word>');
});

describe('arguments', () => {
  test.each([
    [[], /Name the checkpoint folder/],
    [['a', 'b', '--codec', 'c', '--out', 'o', '--precision', 'q4'], /what is "b"/],
    [['a', '--codec', 'c', '--precision', 'q4'], /--out/],
    [['a', '--codec', 'c', '--out', 'o'], /--precision/],
    [['a', '--codec', 'c', '--out', 'o', '--precision', 'q5'], /q4, q8, mixed, f16, f32, not "q5"/],
    [['a', '--codec', 'c', '--out', 'o', '--precision', 'q4', '--rounding', 'up'], /better, plain, not "up"/],
    [['a', '--loud'], /--loud/],
    [['.', '--hub', 'https://h.test', '--out', 'o', '--precision', 'q4'], /--hub is for a repository/],
  ])('%j is refused in words', (words, reason) => {
    expect(() => parseImportArguments(words)).toThrow(WrongUsage);
    expect(() => parseImportArguments(words)).toThrow(reason);
  });

  test('the name of the output folder is the id, and the title, unless said otherwise', () => {
    const words = ['a', '--codec', 'c', '--out', 'x/my-model', '--precision', 'f16'];
    expect(parseImportArguments(words)).toMatchObject({
      id: 'my-model',
      title: 'my-model',
      precision: 'f16',
    });
    expect(parseImportArguments([...words, '--id', 'i', '--title', 'T'])).toMatchObject({
      id: 'i',
      title: 'T',
    });
  });
});
