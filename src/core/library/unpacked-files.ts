import type { CheckpointFiles } from '../checkpoint/checkpoint-files';
import type { Manifest } from '../package/manifest';
import { isPacked, PackedShard, packedBytes } from '../package/packed-shard';

/** The files of a package, its packed shards as they were before they were packed. */
export function unpackedFiles(files: CheckpointFiles, { shards }: Manifest): CheckpointFiles {
  const packed = new Map(shards.filter(isPacked).map((entry) => [entry.file, new PackedShard(entry)]));
  if (packed.size === 0) return files;
  return {
    list: () => files.list(),
    async byteLength(file) {
      const stored = await files.byteLength(file);
      const shard = packed.get(file);
      if (!shard) return stored;
      return stored === packedBytes(shard.entry.packed) ? shard.entry.byteLength : null;
    },
    async read(file, offset, byteLength, signal) {
      const shard = packed.get(file);
      if (!shard) return await files.read(file, offset, byteLength, signal);
      return await shard.read(offset, byteLength, (first, length) => files.read(file, first, length, signal));
    },
    expect(file, offset, byteLength) {
      const range = packed.get(file)?.storedRange(offset, byteLength);
      if (range) files.expect?.(file, range.first, range.end - range.first);
      else files.expect?.(file, offset, byteLength);
    },
    forget: (file) => files.forget?.(file),
    version: async (file) => (await files.version?.(file)) ?? null,
  };
}
