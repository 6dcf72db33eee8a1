import { ModelStore } from '../../core/library/model-store';
import { modelLock } from '../../core/library/store-files';
import { storedPackage } from '../../core/library/stored-package';
import type { PackageSource } from '../../core/package/manifest';
import { OpfsFiles } from './opfs-files';
import { webLocks } from './web-locks';

/** A model of the store, locked so that no tab removes it while this thread runs. */
export function opfsPackage(id: string, nowMs: () => number): PackageSource {
  const files = new OpfsFiles();
  const source = storedPackage(files, id);
  let holding: Promise<unknown> | null = null;
  const hold = async (signal: AbortSignal): Promise<void> => {
    await webLocks.lock(modelLock(id), 'shared', signal);
    await new ModelStore(files).changeNote(id, { lastUsedAtMs: nowMs() }, signal).catch(() => {
      // Two tabs that open one model at the same time: one of them writes the time.
    });
  };
  return {
    isLocal: true,
    async read(file, signal, offset, byteLength) {
      holding ??= hold(signal).catch((error: unknown) => {
        holding = null;
        throw error;
      });
      await holding;
      return await source.read(file, signal, offset, byteLength);
    },
  };
}
