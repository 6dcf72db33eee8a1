import { joinBytes } from '../data/join-bytes';
import type { FileEntry } from '../package/manifest';
import type { PackageWriter } from '../package/package-writer';
import type { PackedBlocks } from '../package/packed-blocks';

/** Short, because a row of a table that is read over the network costs a whole block; longer ones save no more. */
const BLOCK_BYTES = 64 * 2 ** 10;
/** Shards that shrink by less are left as they are: unpacking takes time at every download. */
const LEAST_SAVING = 0.08;

/** Port: raw deflate. @returns one block, which may be longer than what was given. */
export type Deflate = (bytes: Uint8Array) => Promise<Uint8Array>;

export type PackingWriter = PackageWriter & {
  /** A shard's entry, with its blocks if it was packed. */
  entryOf(entry: FileEntry): FileEntry;
};

/** Writes shards packed where that is worth it; one at a time is held in memory. Other files are not meant for it. */
export function packingWriter(writer: PackageWriter, deflate: Deflate): PackingWriter {
  const packed = new Map<string, PackedBlocks>();
  return {
    async create(file, signal) {
      const output = await writer.create(file, signal);
      const given: Uint8Array[] = [];
      return {
        async write(bytes) {
          given.push(bytes.slice());
        },
        async close() {
          const plain = joinBytes(given.splice(0));
          const blocks: Uint8Array[] = [];
          for (let at = 0; at < plain.byteLength; at += BLOCK_BYTES) {
            const block = plain.subarray(at, at + BLOCK_BYTES);
            const smaller = await deflate(block);
            blocks.push(smaller.byteLength < block.byteLength ? smaller : block);
          }
          const stored = joinBytes(blocks);
          const isWorthIt = stored.byteLength <= (1 - LEAST_SAVING) * plain.byteLength;
          if (isWorthIt) {
            const lengths = blocks.map(({ byteLength }) => byteLength);
            packed.set(file, { blockBytes: BLOCK_BYTES, lengths });
          }
          await output.write(isWorthIt ? stored : plain, signal);
          await output.close();
        },
      };
    },
    commit: (signal) => writer.commit(signal),
    abort: () => writer.abort(),
    entryOf(entry) {
      const blocks = packed.get(entry.file);
      return blocks ? { ...entry, packed: blocks } : entry;
    },
  };
}
