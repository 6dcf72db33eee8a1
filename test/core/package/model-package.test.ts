import { expect, test } from 'vitest';
import { sha256 } from '../../../src/core/data/sha256';
import type { Manifest, PackageSource } from '../../../src/core/package/manifest';
import { type ModelPackage, openPackage, verifyPackage } from '../../../src/core/package/model-package';
import { audioHead, finalNorm, textEmbedding } from '../../../src/core/package/tensor-names';
import { tiniestShape } from '../../toy/toy-shape';
import { toyPackage } from '../../toy-model';

const { signal } = new AbortController();

async function openToy() {
  const { source, manifest } = await toyPackage({ seed: 1, precision: 'f16', shape: tiniestShape });
  return { source, manifest, model: await openPackage(source, signal) };
}

async function verify(source: PackageSource, manifest: Manifest): Promise<string[]> {
  const files: string[] = [];
  for await (const { file } of verifyPackage(source, manifest, signal)) files.push(file);
  return files;
}

test('SHA-256 is the known one', async () => {
  const abc = new TextEncoder().encode('abc');
  expect(await sha256(abc)).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

test('a whole package passes verification, file by file', async () => {
  const { source, manifest } = await openToy();
  const files = await verify(source, manifest);
  expect(files).toHaveLength(manifest.shards.length + manifest.tokenizerFiles.length);
});

test.each(['language-00001.bin', 'text-embedding-00001.bin', 'tokenizer.json'])(
  'one flipped bit in %s is found, and the file named',
  async (damaged) => {
    const { source, manifest } = await openToy();
    const flipped: PackageSource = {
      async read(file, abort, offset = 0, byteLength) {
        const bytes = await source.read(file, abort, offset, byteLength);
        if (file === damaged && offset <= 5000 && 5000 < offset + bytes.length) bytes[5000 - offset]! ^= 1;
        return bytes;
      },
    };
    const verifying = verify(flipped, manifest);
    await expect(verifying).rejects.toMatchObject({
      failure: { kind: 'bad-package', details: { file: damaged } },
    });
    await expect(verifying).rejects.toThrow(`${damaged} of the model package is damaged`);
  },
);

test('a missing shard is named', async () => {
  const { source, manifest } = await openToy();
  const [shard] = manifest.shards;
  const gone = { ...manifest, shards: [{ ...shard!, file: 'gone.bin' }, ...manifest.shards.slice(1)] };
  await expect(verify(source, gone)).rejects.toThrow('lacks the file gone.bin');
});

test('a shard that was cut off is named', async () => {
  const { source, manifest } = await openToy();
  const cut: PackageSource = {
    read: async (file, abort, offset, length) =>
      (await source.read(file, abort, offset, length)).slice(0, 99),
  };
  await expect(verify(cut, manifest)).rejects.toThrow(/language-00001.bin of the model package is too short/);
});

test('tensors are read whole, in parts and by rows', async () => {
  const { model } = await openToy();
  const whole = await model.readFloats(audioHead, signal);
  const { dims } = model.tensor(audioHead);
  expect(whole).toHaveLength(dims[0]! * dims[1]!);
  const rows = await model.readFloats(audioHead, signal, 5, 2);
  expect(rows).toEqual(whole.slice(5 * dims[1]!, 7 * dims[1]!));
  const bytes = await model.readBytes(audioHead, signal);
  expect(await model.readBytes(audioHead, signal, 10, 6)).toEqual(bytes.slice(10, 16));
  expect(await model.readFloats(finalNorm, signal)).toHaveLength(dims[1]!);
});

test('a tensor that the package lacks is named', async () => {
  const { model } = await openToy();
  expect(() => model.tensor('x')).toThrow('lacks the tensor "x"');
});

test('a tensor longer than a shard is read across shards', async () => {
  const whole = await openToy();
  const small = await toyPackage({ seed: 1, precision: 'f16', shape: tiniestShape, maxShardBytes: 40_000 });
  const split: ModelPackage = await openPackage(small.source, signal);
  expect(split.manifest.shards.length).toBeGreaterThan(whole.manifest.shards.length);
  expect(Math.max(...split.manifest.shards.map(({ byteLength }) => byteLength))).toBeLessThanOrEqual(40_000);
  expect(split.tensor(textEmbedding).byteLength).toBeGreaterThan(120_000);
  for (const { name } of whole.manifest.tensors) {
    const hashes = [split, whole.model].map(
      async (model) => await sha256(await model.readBytes(name, signal)),
    );
    expect(await hashes[0], name).toBe(await hashes[1]);
  }
  const row = await split.readFloats(textEmbedding, signal, 800, 3);
  expect(row).toEqual(await whole.model.readFloats(textEmbedding, signal, 800, 3));
  await verify(small.source, split.manifest);
});
