import { proxy, transfer } from 'comlink';
import type { PackageMemory } from '../../core/device/package-memory';
import type { LibraryProgress, ModelLibrary } from '../../core/library/model-library';
import type { Archive } from '../opfs/export-archive';
import type { PickedFile } from '../opfs/picked-files';
import { keepStorage } from '../page/keep-storage';
import type { Outcome } from './engine-protocol';
import type { LibraryService, OnProgress } from './library-protocol';
import { WorkerThread } from './worker-thread';

export type PageModelLibrary = ModelLibrary<readonly PickedFile[], FileSystemDirectoryHandle> & {
  /** The model as one file, for browsers that cannot write into a folder. */
  archive(id: string): Promise<Archive>;
  /** What a package would take, installed or not: its manifest is all that is read. @throws FailureError */
  weigh(packageUrl: string, signal: AbortSignal): Promise<PackageMemory>;
};

/** The library in its own worker, which starts with the first call and again after it died. */
export function createModelLibrary(): PageModelLibrary {
  return new WorkerLibrary(
    () =>
      new Worker(new URL('../../../workers/importer.worker.ts', import.meta.url), {
        type: 'module',
        name: 'importer',
      }),
  );
}

type Thread = WorkerThread<LibraryService>;

class WorkerLibrary implements PageModelLibrary {
  readonly #startWorker: () => Worker;
  #thread: Thread | null = null;

  constructor(startWorker: () => Worker) {
    this.#startWorker = startWorker;
  }

  list() {
    return this.#ask(({ service }) => service.list());
  }
  storage() {
    return this.#ask(({ service }) => service.storage());
  }
  remove(id: string) {
    return this.#ask(({ service }) => service.remove(id));
  }
  discard(interruptedId: string) {
    return this.#ask(({ service }) => service.discard(interruptedId));
  }
  archive(id: string) {
    return this.#ask(({ service }) => service.archive(id));
  }

  weigh(packageUrl: string, signal: AbortSignal) {
    const thread = this.#running();
    return thread.call(signal, (cancel) => thread.service.weigh(packageUrl, transfer(cancel, [cancel])));
  }
  async *install(order: Parameters<PageModelLibrary['install']>[0], signal: AbortSignal) {
    // Some browsers ask the person first: the installation does not wait for the answer.
    void keepStorage();
    return yield* this.#run(signal, ({ service }, report, cancel) => service.install(order, report, cancel));
  }
  verify(id: string, signal: AbortSignal) {
    return this.#run(signal, ({ service }, report, cancel) => service.verify(id, report, cancel));
  }
  export(id: string, folder: FileSystemDirectoryHandle, signal: AbortSignal) {
    return this.#run(signal, ({ service }, report, cancel) => service.exportTo(id, folder, report, cancel));
  }

  async #ask<T>(call: (thread: Thread) => Promise<Outcome<T>>): Promise<T> {
    const thread = this.#running();
    return await thread.call(new AbortController().signal, () => call(thread));
  }

  /** The newest progress whenever the consumer asks; what it was too slow for is left out. */
  async *#run<T>(
    signal: AbortSignal,
    call: (thread: Thread, report: OnProgress, cancel: MessagePort) => Promise<Outcome<T>>,
  ): AsyncGenerator<LibraryProgress, T> {
    const thread = this.#running();
    const stop = new AbortController();
    const pass = () => stop.abort(signal.reason);
    signal.addEventListener('abort', pass, { once: true });
    let newest: LibraryProgress | null = null;
    let wake = () => {};
    const report = proxy((progress: LibraryProgress) => {
      newest = progress;
      wake();
    });
    let isDone = false;
    try {
      signal.throwIfAborted();
      const result = thread
        .call(stop.signal, (cancel) => call(thread, report, transfer(cancel, [cancel])))
        .finally(() => {
          isDone = true;
          wake();
        });
      result.catch(() => {});
      while (!isDone) {
        const progress: LibraryProgress | null = newest;
        newest = null;
        if (progress) yield progress;
        else {
          await new Promise<void>((resolve) => {
            wake = resolve;
            if (isDone || newest) resolve();
          });
        }
      }
      return await result;
    } finally {
      // Also when the consumer walks away in the middle.
      signal.removeEventListener('abort', pass);
      if (!isDone) stop.abort();
    }
  }

  #running(): Thread {
    if (!this.#thread || this.#thread.hasEnded) {
      const sentence = (why: string) => `The importer has stopped: ${why}. What is there is kept: try again.`;
      this.#thread = new WorkerThread<LibraryService>(this.#startWorker(), sentence);
    }
    return this.#thread;
  }
}
