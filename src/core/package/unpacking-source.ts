import type { PackageSource } from './manifest';
import { MANIFEST_FILE } from './package-writer';
import { isPacked, PackedShard } from './packed-shard';
import { parseManifestFile } from './parse-manifest';

/** A package whose shards may lie in their folder as packed blocks; whoever reads sees them as they were before. */
export function unpackingSource(source: PackageSource): PackageSource {
  let shards: ReadonlyMap<string, PackedShard> | null = null;
  const takeIn = (manifest: Uint8Array): ReadonlyMap<string, PackedShard> => {
    const packed = parseManifestFile(manifest).shards.filter(isPacked);
    shards = new Map(packed.map((entry) => [entry.file, new PackedShard(entry)]));
    return shards;
  };
  return {
    ...(source.isLocal === undefined ? {} : { isLocal: source.isLocal }),
    async read(file, signal, offset, byteLength, onBytes) {
      if (file === MANIFEST_FILE) {
        const bytes = await source.read(file, signal, offset, byteLength);
        if (offset === undefined) takeIn(bytes);
        return bytes;
      }
      const known = shards ?? takeIn(await source.read(MANIFEST_FILE, signal));
      const shard = known.get(file);
      if (!shard) return await source.read(file, signal, offset, byteLength, onBytes);
      const from = offset ?? 0;
      const plainLength = byteLength ?? shard.entry.byteLength - from;
      return await shard.read(from, plainLength, (first, length) =>
        source.read(file, signal, first, length, (arrived) => onBytes?.((arrived * plainLength) / length)),
      );
    },
  };
}
