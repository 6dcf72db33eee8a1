import { deflateRawSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { repackPackage } from '../../../src/core/importer/repack-package';
import type { Manifest } from '../../../src/core/package/manifest';
import { MemoryPackage } from '../../../src/core/package/memory-package';
import { openPackage, packageOf, verifyPackage } from '../../../src/core/package/model-package';
import { isPacked, PackedShard, packedBytes } from '../../../src/core/package/packed-shard';
import { parseManifest } from '../../../src/core/package/parse-manifest';
import { unpackingSource } from '../../../src/core/package/unpacking-source';
import { seededRandom } from '../../fakes/seeded-random';
import { tiniestShape } from '../../toy/toy-shape';
import { toyPackage } from '../../toy-model';

const { signal } = new AbortController();
const BLOCK = 100;
const deflate = async (bytes: Uint8Array) => new Uint8Array(deflateRawSync(bytes, { level: 9 }));

/** A shard of 1037 bytes, of which every third block cannot be compressed, and its file. */
function packedShard() {
  const random = seededRandom(5);
  const content = Uint8Array.from({ length: 1037 }, (_, index) =>
    Math.floor(index / BLOCK) % 3 === 0 ? 256 * random() : index % 7,
  );
  const blocks = Array.from({ length: Math.ceil(content.length / BLOCK) }, (_, index) => {
    const block = content.subarray(index * BLOCK, (index + 1) * BLOCK);
    const small = new Uint8Array(deflateRawSync(block));
    return small.length < block.length ? small : block;
  });
  const packed = { blockBytes: BLOCK, lengths: blocks.map(({ length }) => length) };
  const entry = { file: 'language-00001.bin', byteLength: content.length, sha256: '', packed };
  return { content, file: Buffer.concat(blocks), shard: new PackedShard(entry) };
}

test('any range of a packed shard is what it was before, and costs no more than its blocks', async () => {
  const { content, file, shard } = packedShard();
  expect(file.length).toBeLessThan(content.length);
  const random = seededRandom(6);
  for (let trial = 0; trial < 200; trial++) {
    const from = Math.floor(random() * content.length);
    const length = Math.floor(random() * (content.length - from + 1));
    let asked = 0;
    const bytes = await shard.read(from, length, async (offset, byteLength) => {
      asked += byteLength;
      return file.subarray(offset, offset + byteLength);
    });
    expect(bytes).toEqual(content.slice(from, from + length));
    expect(asked).toBeLessThanOrEqual(length + 2 * BLOCK);
  }
});

const zeros = (length: number) => deflateRawSync(new Uint8Array(length));
test.each([
  ['is no deflate', Buffer.alloc(20, 0xff)],
  ['is cut off', zeros(BLOCK).subarray(0, 3)],
  ['unpacks to less', zeros(BLOCK - 1)],
  ['unpacks to more', zeros(50 * BLOCK)],
])('a block that %s is refused by the name of its file', async (_, block) => {
  const packed = { blockBytes: BLOCK, lengths: [block.length] };
  const shard = new PackedShard({ file: 'language-00001.bin', byteLength: BLOCK, sha256: '', packed });
  await expect(shard.read(0, BLOCK, async () => block)).rejects.toMatchObject({
    failure: {
      kind: 'bad-package',
      message: expect.stringContaining('language-00001.bin of the model package is damaged'),
    },
  });
});

describe('a package that was packed', () => {
  let plain: { readonly source: MemoryPackage; readonly manifest: Manifest };
  let target: MemoryPackage;
  let manifest: Manifest;
  beforeAll(async () => {
    plain = await toyPackage({ seed: 2, shape: tiniestShape, precision: 'q8' });
    target = new MemoryPackage();
    const run = repackPackage(plain.source, plain.manifest, target, 50_000, deflate, signal);
    for (;;) {
      const { done, value } = await run.next();
      if (!done) continue;
      manifest = value;
      break;
    }
    await target.commit();
  });

  test('has shards that are packed where this saves 8 %, and others', () => {
    const packed = manifest.shards.filter(isPacked);
    expect(packed.length).toBeGreaterThan(0);
    expect(packed.length).toBeLessThan(manifest.shards.length);
    for (const entry of packed) expect(packedBytes(entry.packed)).toBeLessThan(0.92 * entry.byteLength);
    expect(manifest.formatVersion).toBe(3);
  });

  test('is read and verified like the one that it was made of', async () => {
    const source = unpackingSource(target);
    const { manifest: read } = await openPackage(source, signal);
    for await (const _ of verifyPackage(source, read, signal));
    const [packed, old] = [packageOf(unpackingSource(target), read), packageOf(plain.source, plain.manifest)];
    for (const { name } of read.tensors) {
      const [found, expected] = [await packed.readBytes(name, signal), await old.readBytes(name, signal)];
      expect(Buffer.compare(found, expected), name).toBe(0);
    }
  });

  const damaged = (change: (packed: { blockBytes: number; lengths: number[] }) => void): unknown => {
    const copy = structuredClone(manifest) as unknown as {
      shards: { packed?: { blockBytes: number; lengths: number[] } }[];
    };
    change(copy.shards.find(({ packed }) => packed)!.packed!);
    return copy;
  };
  test.each<[string, (packed: { blockBytes: number; lengths: number[] }) => void]>([
    ['too few blocks', ({ lengths }) => lengths.pop()],
    ['too many blocks', ({ lengths }) => lengths.push(5)],
    ['a block of no bytes', ({ lengths }) => lengths.splice(0, 1, 0)],
    ['a block longer than what it holds', (packed) => packed.lengths.splice(0, 1, packed.blockBytes + 1)],
    ['a fraction of a byte', ({ lengths }) => lengths.splice(0, 1, 10.5)],
    ['blocks of no length', (packed) => Object.assign(packed, { blockBytes: 0 })],
    ['absurdly long blocks', (packed) => Object.assign(packed, { blockBytes: 2 ** 30 })],
  ])('is refused with %s', (_, change) => {
    expect(() => parseManifest(damaged(change))).toThrow(/packed\.(lengths|blockBytes) is not/);
  });
});
