import { decodeHalves } from '../data/half-float';
import { createSha256 } from '../data/sha256';
import { assert, fail } from '../failure';
import { say } from '../sentence';
import type { FileEntry, Manifest, PackageSource, TensorEntry } from './manifest';
import { MANIFEST_FILE } from './package-writer';
import { parseManifestFile } from './parse-manifest';
import { codec } from './tensor-names';

/** An opened model package: its manifest, and its tensors by name. */
export interface ModelPackage {
  readonly manifest: Manifest;
  /** @throws FailureError 'bad-package' when the package has no such tensor. */
  tensor(name: string): TensorEntry;
  /** The tensor's bytes, or a part of them. */
  readBytes(name: string, signal: AbortSignal, from?: number, byteLength?: number): Promise<Uint8Array>;
  /** An f16 or f32 tensor as f32; with `row` and `count`, these rows of its first dimension only. */
  readFloats(name: string, signal: AbortSignal, row?: number, count?: number): Promise<Float32Array>;
}

export async function openPackage(source: PackageSource, signal: AbortSignal): Promise<ModelPackage> {
  return packageOf(source, parseManifestFile(await source.read(MANIFEST_FILE, signal)));
}

/** A package whose manifest is known already. */
export function packageOf(source: PackageSource, manifest: Manifest): ModelPackage {
  const byName = new Map(manifest.tensors.map((tensor) => [tensor.name, tensor]));
  const tensor = (name: string): TensorEntry =>
    byName.get(name) ??
    fail(
      'bad-package',
      say`The model package lacks the tensor "${name}". Import or download the model again.`,
      {
        tensor: name,
      },
    );

  const readBytes: ModelPackage['readBytes'] = async (name, signal, from = 0, byteLength) => {
    const entry = tensor(name);
    const length = byteLength ?? entry.byteLength - from;
    assert(from >= 0 && from + length <= entry.byteLength, `bytes ${from} + ${length} of "${name}"`);
    const ranges = shardRanges(manifest.shards, entry, from, length);
    if (ranges.length === 1) return await readRange(source, ranges[0]!, signal);
    const whole = new Uint8Array(length);
    let at = 0;
    for (const range of ranges) {
      whole.set(await readRange(source, range, signal), at);
      at += range.byteLength;
    }
    return whole;
  };

  return {
    manifest,
    tensor,
    readBytes,
    async readFloats(name, signal, row, count) {
      const entry = tensor(name);
      const rowCount = entry.dims[0] ?? 1;
      const rowBytes = entry.byteLength / rowCount;
      const bytes = await readBytes(name, signal, (row ?? 0) * rowBytes, (count ?? rowCount) * rowBytes);
      const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
      if (entry.dtype === 'f32') {
        return new Float32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4);
      }
      assert(entry.dtype === 'f16', `"${name}" holds numbers with a fraction`);
      return decodeHalves(new Uint16Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 2));
    },
  };
}

type ShardRange = { readonly shard: FileEntry; readonly offset: number; readonly byteLength: number };

/** A tensor longer than a shard runs on at the start of the next. */
export function shardRanges(
  shards: readonly FileEntry[],
  entry: TensorEntry,
  from: number,
  byteLength: number,
): readonly ShardRange[] {
  const ranges: ShardRange[] = [];
  let offset = entry.offset + from;
  let left = byteLength;
  for (let index = entry.shard; left > 0; index++) {
    const shard = shards[index]!;
    const length = Math.min(left, Math.max(0, shard.byteLength - offset));
    if (length > 0) ranges.push({ shard, offset, byteLength: length });
    offset = Math.max(0, offset - shard.byteLength);
    left -= length;
  }
  return ranges.length > 0 ? ranges : [{ shard: shards[entry.shard]!, offset: entry.offset, byteLength: 0 }];
}

async function readRange(source: PackageSource, range: ShardRange, signal: AbortSignal): Promise<Uint8Array> {
  const { shard, offset, byteLength } = range;
  const bytes = await source.read(shard.file, signal, offset, byteLength);
  if (bytes.byteLength === byteLength) return bytes;
  return fail(
    'bad-package',
    say`The file ${shard.file} of the model package is too short. Import or download the model again.`,
    { file: shard.file },
  );
}

const VERIFY_CHUNK_BYTES = 8 * 2 ** 20;

/**
 * Reads a file of the package once and compares length and hash.
 * @throws FailureError 'bad-package' that names the file.
 */
async function verifyFile(source: PackageSource, entry: FileEntry, signal: AbortSignal): Promise<void> {
  const hash = await createSha256();
  for (let at = 0; at < entry.byteLength; at += VERIFY_CHUNK_BYTES) {
    signal.throwIfAborted();
    const byteLength = Math.min(VERIFY_CHUNK_BYTES, entry.byteLength - at);
    hash.update(await readRange(source, { shard: entry, offset: at, byteLength }, signal));
  }
  if (hash.finish() === entry.sha256) return;
  fail(
    'bad-package',
    say`The file ${entry.file} of the model package is damaged: its bytes are not those that were written. Import or download the model again.`,
    { file: entry.file },
  );
}

/** Every file of a package but the manifest itself. */
export function filesOf({ shards, tokenizerFiles }: Manifest): readonly FileEntry[] {
  return [...shards, ...tokenizerFiles];
}

/** Whether it has the codec's encoder, which only cloning needs. */
export function canClone({ tensors }: Manifest): boolean {
  return tensors.some(({ name }) => name.startsWith(codec('acoustic_encoder.')));
}

export function byteLengthOf(manifest: Manifest): number {
  return filesOf(manifest).reduce((sum, { byteLength }) => sum + byteLength, 0);
}

/** Every file of the package; yields each one before it is read. */
export async function* verifyPackage(
  source: PackageSource,
  manifest: Manifest,
  signal: AbortSignal,
): AsyncGenerator<FileEntry, void> {
  for (const entry of filesOf(manifest)) {
    yield entry;
    await verifyFile(source, entry, signal);
  }
}
