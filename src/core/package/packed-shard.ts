import { fail } from '../failure';
import { say } from '../sentence';
import type { FileEntry, Manifest } from './manifest';
import { filesOf } from './model-package';
import type { PackedBlocks } from './packed-blocks';

/** Reads `[offset, offset + byteLength)` of a file as it lies there. */
export type ReadStored = (offset: number, byteLength: number) => Promise<Uint8Array>;

/** A shard whose file holds blocks. */
export type PackedEntry = FileEntry & { readonly packed: PackedBlocks };

export const isPacked = (entry: FileEntry): entry is PackedEntry => entry.packed !== undefined;

export function packedBytes({ lengths }: PackedBlocks): number {
  return lengths.reduce((sum, length) => sum + length, 0);
}

/** Finds blocks in their file. Their places are summed once, because manifests have thousands. */
export class PackedShard {
  readonly entry: PackedEntry;
  /** Offsets of each block, and of the end of the last one. */
  readonly #starts: Float64Array;

  constructor(entry: PackedEntry) {
    const { lengths } = entry.packed;
    this.entry = entry;
    this.#starts = new Float64Array(lengths.length + 1);
    for (const [index, length] of lengths.entries()) this.#starts[index + 1] = this.#starts[index]! + length;
  }

  /** The stretch of the file that holds these bytes of the shard. */
  storedRange(offset: number, byteLength: number): { readonly first: number; readonly end: number } {
    const { blockBytes } = this.entry.packed;
    const last = Math.ceil((offset + byteLength) / blockBytes);
    return { first: this.#starts[Math.floor(offset / blockBytes)]!, end: this.#starts[last]! };
  }

  /** Bytes of the shard as they were before it was packed. @throws FailureError 'bad-package' for a damaged block. */
  async read(offset: number, byteLength: number, readStored: ReadStored): Promise<Uint8Array> {
    if (byteLength === 0) return new Uint8Array(0);
    const { file, byteLength: shardBytes, packed } = this.entry;
    const { first, end } = this.storedRange(offset, byteLength);
    const stored = await readStored(first, end - first);
    const bytes = new Uint8Array(byteLength);
    for (let block = Math.floor(offset / packed.blockBytes), at = 0; at < stored.byteLength; block++) {
      const begin = block * packed.blockBytes;
      const length = Math.min(packed.blockBytes, shardBytes - begin);
      const part = stored.subarray(at, at + packed.lengths[block]!);
      const plain = part.byteLength === length ? part : await inflate(part, length, file);
      const from = Math.max(offset, begin);
      const to = Math.min(offset + byteLength, begin + length);
      bytes.set(plain.subarray(from - begin, to - begin), from - offset);
      at += part.byteLength;
    }
    return bytes;
  }
}

/** Stops at the length that was promised, whatever the block would make of itself. */
async function inflate(block: Uint8Array, byteLength: number, file: string): Promise<Uint8Array> {
  const damaged = (cause?: unknown): never =>
    fail(
      'bad-package',
      say`The file ${file} of the model package is damaged: a block of it cannot be unpacked. Download the model again.`,
      { file },
      cause,
    );
  const stream = new DecompressionStream('deflate-raw');
  const writer = stream.writable.getWriter();
  // Its errors are those of reading.
  writer.write(block as Uint8Array<ArrayBuffer>).catch(() => {});
  writer.close().catch(() => {});
  const reader = stream.readable.getReader();
  const bytes = new Uint8Array(byteLength);
  let at = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (at + value.byteLength > byteLength) return damaged();
      bytes.set(value, at);
      at += value.byteLength;
    }
  } catch (error) {
    return damaged(error);
  } finally {
    reader.cancel().catch(() => {});
  }
  return at === byteLength ? bytes : damaged();
}

/** Bytes of all files of a package as they lie in their folder. */
export function storedByteLength(manifest: Manifest): number {
  return filesOf(manifest).reduce(
    (sum, entry) => sum + (entry.packed ? packedBytes(entry.packed) : entry.byteLength),
    0,
  );
}

/** The manifest of the same package where no file is packed. */
export function unpackedManifest(manifest: Manifest): Manifest {
  const shards = manifest.shards.map(({ file, byteLength, sha256 }) => ({ file, byteLength, sha256 }));
  return { ...manifest, formatVersion: 2, shards };
}
