import { createSha256 } from '../data/sha256';
import { assert } from '../failure';
import type { FileEntry, Manifest, PackageSource } from '../package/manifest';
import { filesOf, packageOf } from '../package/model-package';
import { MANIFEST_FILE, type PackageWriter, writeWhole } from '../package/package-writer';
import { isPacked } from '../package/packed-shard';
import { parseManifestFile } from '../package/parse-manifest';
import { VerifyingSource } from '../package/verifying-source';
import { type Deflate, packingWriter } from './packing-writer';
import type { ShardFamily } from './planned-tensor';
import { ShardWriter } from './shard-writer';

const PIECE_BYTES = 8 * 2 ** 20;

export type RepackProgress = { readonly doneBytes: number; readonly totalBytes: number };

/**
 * Writes a package anew with shards of another length, packed where that saves enough; every byte of the old one is verified
 * on the way. Tensors keep their order, values and families. The writer is committed by the caller, who may add files first.
 * @throws FailureError 'bad-package' when a file is damaged, or what the ports throw.
 */
export async function* repackPackage(
  source: PackageSource,
  manifest: Manifest,
  writer: PackageWriter,
  maxShardBytes: number,
  deflate: Deflate,
  signal: AbortSignal,
  newHash: typeof createSha256 = createSha256,
): AsyncGenerator<RepackProgress, Manifest> {
  const totalBytes = manifest.tensors.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const verified = new VerifyingSource(source, filesOf(manifest), () => {});
  const { readBytes } = packageOf(verified, manifest);
  const packing = packingWriter(writer, deflate);
  const shards = new ShardWriter(packing, maxShardBytes, newHash);
  let doneBytes = 0;
  for (const { name, dtype, dims, shard, byteLength } of manifest.tensors) {
    await shards.begin(familyOf(manifest.shards[shard]!), { name, dtype, dims }, byteLength, signal);
    for (let at = 0; at < byteLength; at += PIECE_BYTES) {
      const bytes = await readBytes(name, signal, at, Math.min(PIECE_BYTES, byteLength - at));
      await shards.write(bytes, signal);
      doneBytes += bytes.byteLength;
      yield { doneBytes, totalBytes };
    }
  }
  await shards.finish();
  for (const { file, byteLength } of manifest.tokenizerFiles) {
    await writeWhole(writer, file, await verified.read(file, signal, 0, byteLength), signal);
  }
  await verified.finish(signal);
  const entries = shards.shards.map((entry) => packing.entryOf(entry));
  const formatVersion = entries.some(isPacked) ? 3 : 2;
  const repacked: Manifest = { ...manifest, formatVersion, tensors: shards.tensors, shards: entries };
  const bytes = new TextEncoder().encode(JSON.stringify(repacked));
  const checked = parseManifestFile(bytes); // what we write must be what we read
  await writeWhole(writer, MANIFEST_FILE, bytes, signal);
  return checked;
}

/** Shards are named by their family and a number. */
function familyOf({ file }: FileEntry): ShardFamily {
  const family = file.replace(/-\d+\.bin$/, '');
  assert(family in families, `the shard ${file} is of a known family`);
  return family as ShardFamily;
}

const families: Readonly<Record<ShardFamily, true>> = {
  language: true,
  'text-embedding': true,
  'codec-decoder': true,
  'codec-encoder': true,
};
