import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { folderCheckpoint, folderPackage } from '../../../src/platform/node/folder-files';
import { folderPackageWriter } from '../../../src/platform/node/folder-package-writer';
import { tiniestShape } from '../../toy/toy-shape';
import { toyPackage } from '../../toy-model';

const { signal } = new AbortController();
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pagevoice-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const bytes = (...values: number[]) => new Uint8Array(values);

test('a package is invisible until it is committed, then whole', async () => {
  const target = join(folder, 'deep', 'model');
  const writer = await folderPackageWriter(target);
  const file = await writer.create('a.bin', signal);
  await file.write(bytes(1, 2), signal);
  await file.write(bytes(3), signal);
  await file.close();
  await expect(readdir(target)).rejects.toMatchObject({ code: 'ENOENT' });
  await writer.commit(signal);
  await writer.abort();
  expect([...(await readFile(join(target, 'a.bin')))]).toEqual([1, 2, 3]);
  expect(await readdir(join(folder, 'deep'))).toEqual(['model']);
});

test('giving up leaves nothing, even with a file still open', async () => {
  const writer = await folderPackageWriter(join(folder, 'model'));
  const file = await writer.create('a.bin', signal);
  await file.write(bytes(1), signal);
  await writer.abort();
  expect(await readdir(folder)).toEqual([]);
});

test('a folder with something in it is not touched', async () => {
  await mkdir(join(folder, 'model'));
  await writeFile(join(folder, 'model', 'mine'), 'x');
  await expect(folderPackageWriter(join(folder, 'model'))).rejects.toThrow(/is not empty/);
  expect(await readdir(folder)).toEqual(['model']);
  expect(await readdir(join(folder, 'model'))).toEqual(['mine']);
});

test('an empty folder is filled', async () => {
  await mkdir(join(folder, 'model'));
  const writer = await folderPackageWriter(join(folder, 'model'));
  await (await writer.create('a.bin', signal)).close();
  await writer.commit(signal);
  expect(await readdir(join(folder, 'model'))).toEqual(['a.bin']);
});

test('a place that cannot be written is a failure in words', async () => {
  await writeFile(join(folder, 'file'), 'x');
  await expect(folderPackageWriter(join(folder, 'file', 'model'))).rejects.toMatchObject({
    failure: { kind: 'storage', message: expect.stringContaining('failed') },
  });
});

const writeManifest = async () => {
  const { manifest } = await toyPackage({ seed: 1, shape: tiniestShape, precision: 'q4' });
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
};

test('files of a folder are read in ranges', async () => {
  await mkdir(join(folder, 'hubert_base'));
  await writeFile(join(folder, 'hubert_base', 'config.json'), '{}');
  await writeFile(join(folder, 'w.bin'), bytes(0, 1, 2, 3, 4));
  const files = folderCheckpoint(folder);
  expect(await files.list()).toEqual(['hubert_base/config.json', 'w.bin']);
  expect(await files.byteLength('w.bin')).toBe(5);
  expect(await files.byteLength('none')).toBeNull();
  expect(await files.byteLength('hubert_base')).toBeNull();
  expect([...(await files.read('w.bin', 1, 3, signal))]).toEqual([1, 2, 3]);
  await writeManifest();
  const source = folderPackage(folder);
  expect([...(await source.read('w.bin', signal))]).toEqual([0, 1, 2, 3, 4]);
  expect([...(await source.read('w.bin', signal, 3, 9))]).toEqual([3, 4]);
});

test('a missing file of a package is named, a missing folder is empty', async () => {
  await writeManifest();
  await expect(folderPackage(folder).read('x.bin', signal)).rejects.toThrow('lacks the file x.bin');
  expect(await folderCheckpoint(join(folder, 'none')).list()).toEqual([]);
});

test.each(['../secret', '/etc/passwd', 'a/../../secret'])(
  '%s does not lead out of the folder',
  async (file) => {
    await writeManifest();
    await expect(folderPackage(folder).read(file, signal)).rejects.toThrow(/leads out of its folder/);
    await expect(folderCheckpoint(folder).read(file, 0, 1, signal)).rejects.toThrow(
      /leads out of its folder/,
    );
  },
);
