import { FailureError } from '../../core/failure';
import { libraryFlows, type ModelLibrary } from '../../core/library/model-library';
import { failureFrom } from '../../core/synthesis/failure-from';
import type { Archive } from '../opfs/export-archive';
import type { PickedFile } from '../opfs/picked-files';
import { keepStorage } from '../page/keep-storage';
import { overWorker } from './over-worker';
import { WorkerThread } from './worker-thread';

export type PageModelLibrary = ModelLibrary<readonly PickedFile[], FileSystemDirectoryHandle, Archive>;

/** The library in its own worker, which starts with the first call and again after it died. */
export function createModelLibrary(startWorker = startImporterWorker): PageModelLibrary {
  let thread: WorkerThread<PageModelLibrary> | null = null;
  const running = () => {
    if (!thread || thread.end) thread = new WorkerThread(startWorker(), words);
    return thread;
  };
  const remote = overWorker(running, libraryFlows);
  const install: PageModelLibrary['install'] = (order, signal) => {
    // Some browsers ask the person first: the installation does not wait for the answer.
    void keepStorage();
    return remote.install(order, signal);
  };
  return Object.assign(Object.create(remote) as PageModelLibrary, { install });
}

/** The address stands inside the call, because only there the bundler finds it. */
function startImporterWorker(): Worker {
  return new Worker(new URL('../../../workers/importer.worker.ts', import.meta.url), {
    type: 'module',
    name: 'importer',
  });
}

const words = {
  stopped: (why: string) => `The importer has stopped: ${why}. What is there is kept: try again.`,
  unforeseen: (error: unknown) => new FailureError(failureFrom(error, 'storage', storeError), error),
};
const storeError = (text: string) =>
  `The model store met an error (${text}). What is there is kept: try again.`;
