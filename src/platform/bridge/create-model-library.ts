import { FailureError, failureFrom, type UnforeseenWords } from '../../core/failure';
import { libraryFlows, type ModelLibrary } from '../../core/library/model-library';
import { type Sentence, say } from '../../core/sentence';
import { ownFiles } from '../files/own-files';
import type { Archive } from '../opfs/export-archive';
import type { PickedFile } from '../opfs/picked-files';
import { estimateStorage, hasModelStore, isStoragePersisted } from '../opfs/site-storage';
import { keepStorage } from '../page/keep-storage';
import { overWorker } from './over-worker';
import { WorkerThread } from './worker-thread';

export type PageModelLibrary = ModelLibrary<readonly PickedFile[], FileSystemDirectoryHandle, Archive>;

/**
 * The library in its own worker, which starts with the first call that needs it and again after it died. Most visitors never
 * store a model: the page answers by itself that there is none, so that they do not fetch the importer.
 */
export function createModelLibrary(startWorker = ownFiles.startImporter): PageModelLibrary {
  let thread: WorkerThread<PageModelLibrary> | null = null;
  const running = () => {
    if (!thread || thread.end) thread = new WorkerThread(startWorker(), words);
    return thread;
  };
  const remote = overWorker(running, libraryFlows);
  const own: Pick<PageModelLibrary, 'list' | 'storage' | 'install'> = {
    async list() {
      return thread || (await hasModelStore()) ? remote.list() : { models: [], interrupted: [] };
    },
    async storage() {
      return { ...(await estimateStorage()), isPersisted: await isStoragePersisted() };
    },
    install(order, signal) {
      // Not awaited: some browsers ask the person first.
      void keepStorage();
      return remote.install(order, signal);
    },
  };
  return Object.assign(Object.create(remote) as PageModelLibrary, own);
}

const words = {
  stopped: (why: Sentence) => say`The importer has stopped: ${why}. What is there is kept: try again.`,
  unforeseen: (error: unknown) => new FailureError(failureFrom(error, storeError), error),
};
const storeError: UnforeseenWords = {
  kind: 'storage',
  sentence: (error) => say`The model store met an error (${error}). What is there is kept: try again.`,
};
