import type { CheckpointFiles } from '../../src/core/checkpoint/checkpoint-files';
import { localModelLibrary } from '../../src/core/library/local-model-library';
import type { InstalledModel, LibraryProgress, ModelLibrary } from '../../src/core/library/model-library';
import type { AcceptedLicences } from '../../src/core/package/accepted-licences';
import type { PackageWriter } from '../../src/core/package/package-writer';
import { HttpFiles } from '../../src/platform/http/http-files';
import { webPackage } from '../../src/platform/http/http-package';
import { type MemoryLocks, MemoryStore, PowerLoss } from './memory-store';

export type TestLibrary = ModelLibrary<CheckpointFiles, PackageWriter, string>;

/** The real library on a disk in memory, fetching over real HTTP with few tries; a busy machine must not look like a still network. */
export function testLibrary(
  files: MemoryStore,
  locks: MemoryLocks,
  maxShardBytes: number,
  acceptedLicences?: AcceptedLicences,
): TestLibrary {
  let now = 1_700_000_000_000;
  const transport = {
    fetch,
    retry: { delaysMilliseconds: [1, 1, 1], stallMilliseconds: 3_000 },
    mayConditionRange: () => true,
  };
  return localModelLibrary({
    files,
    locks,
    openWebFolder: (url, names, onBytes, signal) => new HttpFiles(url, names, transport, onBytes, signal),
    openPicked: async (picked) => picked,
    openFolder: async (folder) => folder,
    archive: async (id) => id,
    openPackage: (packageUrl) => webPackage(packageUrl),
    now: () => ++now,
    maxShardBytes,
    ...(acceptedLicences && { acceptedLicences }),
  });
}

/** Runs an operation to its end. */
export async function drain<T>(run: AsyncGenerator<LibraryProgress, T>): Promise<T> {
  for (;;) {
    const { done, value } = await run.next();
    if (done) return value;
  }
}

/** Runs an installation up to a share of its bytes and leaves it, as a closed tab does. */
export async function takeSome(
  run: AsyncGenerator<LibraryProgress, InstalledModel>,
  share: number,
): Promise<void> {
  for await (const { doneBytes, totalBytes } of run) if (doneBytes >= share * totalBytes) return;
}

/**
 * What a disk holds when the power went twice in the middle of an installation, each time at a random change to the disk.
 * @param changeCount of an installation that was left alone.
 */
export async function afterPowerLosses(
  install: (disk: MemoryStore) => Promise<unknown>,
  changeCount: number,
  random: () => number,
): Promise<MemoryStore> {
  let disk = new MemoryStore();
  for (let times = 0; times < 2; times++) {
    disk.failsAtChange = Math.floor(random() * changeCount);
    await install(disk).catch((error: unknown) => {
      if (!(error instanceof PowerLoss)) throw error;
    });
    disk = disk.afterCrash(random());
  }
  return disk;
}
