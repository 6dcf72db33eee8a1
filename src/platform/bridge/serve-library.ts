import type { PackageMemory } from '../../core/device/package-memory';
import { type Failure, FailureError } from '../../core/failure';
import type { LibraryProgress, ModelLibrary } from '../../core/library/model-library';
import { failureFrom } from '../../core/synthesis/failure-from';
import { exportArchive } from '../opfs/export-archive';
import type { PickedFile } from '../opfs/picked-files';
import type { LibraryService, OnProgress } from './library-protocol';
import { settled } from './settled';

/** A page draws no faster, and messages would pile up. */
const MILLISECONDS_BETWEEN_REPORTS = 100;

/** The library as calls from the page reach it. */
export function serveLibrary(
  library: ModelLibrary<readonly PickedFile[], FileSystemDirectoryHandle>,
  weigh: (packageUrl: string, signal: AbortSignal) => Promise<PackageMemory>,
): LibraryService {
  const reported = <T>(
    cancel: MessagePort,
    onProgress: OnProgress,
    start: (signal: AbortSignal) => AsyncGenerator<LibraryProgress, T>,
  ) => settled(cancel, failureOf, (signal) => runToEnd(start(signal), onProgress));
  return {
    list: () => settled(null, failureOf, () => library.list()),
    install: (order, onProgress, cancel) =>
      reported(cancel, onProgress, (signal) => library.install(order, signal)),
    verify: (id, onProgress, cancel) => reported(cancel, onProgress, (signal) => library.verify(id, signal)),
    exportTo: (id, folder, onProgress, cancel) =>
      reported(cancel, onProgress, (signal) => library.export(id, folder, signal)),
    archive: (id) => settled(null, failureOf, (signal) => exportArchive(id, signal)),
    remove: (id) => settled(null, failureOf, () => library.remove(id)),
    discard: (id) => settled(null, failureOf, () => library.discard(id)),
    storage: () => settled(null, failureOf, () => library.storage()),
    weigh: (packageUrl, cancel) => settled(cancel, failureOf, (signal) => weigh(packageUrl, signal)),
  };
}

async function runToEnd<T>(run: AsyncGenerator<LibraryProgress, T>, onProgress: OnProgress): Promise<T> {
  let reportedAt = Number.NEGATIVE_INFINITY;
  let unreported: LibraryProgress | null = null;
  for (;;) {
    const { done, value } = await run.next();
    if (done) {
      if (unreported) onProgress(unreported);
      return value;
    }
    unreported = value;
    const now = performance.now();
    if (now - reportedAt < MILLISECONDS_BETWEEN_REPORTS) continue;
    reportedAt = now;
    unreported = null;
    onProgress(value);
  }
}

function failureOf(error: unknown): Failure {
  if (error instanceof FailureError) return error.failure;
  const failure = failureFrom(error);
  if (failure.kind === 'out-of-memory') return failure;
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    kind: 'storage',
    message: `The model store met an error (${text}). What is there is kept: try again.`,
    details: { error: text },
  };
}
