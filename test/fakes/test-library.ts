import type { CheckpointFiles } from '../../src/core/checkpoint/checkpoint-files';
import { LocalModelLibrary } from '../../src/core/library/local-model-library';
import type { InstalledModel, LibraryProgress } from '../../src/core/store/model-library';
import type { PackageWriter } from '../../src/core/store/package-writer';
import { HttpFiles } from '../../src/platform/http/http-files';
import type { MemoryLocks, MemoryStore } from './memory-store';

export type TestLibrary = LocalModelLibrary<CheckpointFiles, PackageWriter>;

/** The real library on a disk in memory, fetching over real HTTP with few tries; a busy machine must not look like a still network. */
export function testLibrary(files: MemoryStore, locks: MemoryLocks, maxShardBytes: number): TestLibrary {
  let now = 1_700_000_000_000;
  const transport = {
    fetch,
    retry: { delaysMilliseconds: [1, 1, 1], stallMilliseconds: 3_000 },
    mayConditionRange: () => true,
  };
  return new LocalModelLibrary({
    files,
    locks,
    openWebFolder: (url, names, onBytes, signal) => new HttpFiles(url, names, transport, onBytes, signal),
    openPicked: async (picked) => picked,
    openFolder: async (folder) => folder,
    now: () => ++now,
    maxShardBytes,
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
