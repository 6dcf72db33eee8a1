import { importLater } from '../../core/data/import-later';
import type { PackageSource } from '../../core/package/manifest';

const SCHEME = 'opfs:';

/** @returns the model's id when the address is one of the store, else null. */
export function storedModelId(packageUrl: string): string | null {
  const id = packageUrl.startsWith(SCHEME) ? packageUrl.slice(SCHEME.length) : '';
  return /^[0-9a-f]{64}$/.test(id) ? id : null;
}

/** A model of the store. The store's code is fetched with the first read: most visitors have the bundled voice only. */
export function storedModel(id: string, nowMs: () => number): PackageSource {
  let opened: PackageSource | null = null;
  return {
    isLocal: true,
    async read(file, signal, offset, byteLength, onBytes) {
      const { opfsPackage } = await importLater(() => import('./opfs-package'));
      opened ??= opfsPackage(id, nowMs);
      return await opened.read(file, signal, offset, byteLength, onBytes);
    },
  };
}
