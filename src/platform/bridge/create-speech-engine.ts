import { FailureError, fail } from '../../core/failure';
import { failureFrom } from '../../core/synthesis/failure-from';
import { type BackendChoice, engineFlows, type SpeechEngine } from '../../core/synthesis/speech-engine';
import { nothingSaid } from '../../core/synthesis/speech-event';
import { overWorker } from './over-worker';
import { type Clock, systemClock, WorkerThread } from './worker-thread';

export type PageEngine = SpeechEngine & { dispose(): void };

/** The address stands inside the call, because only there the bundler finds it. */
export function startEngineWorker(): Worker {
  return new Worker(new URL('../../../workers/engine.worker.ts', import.meta.url), {
    type: 'module',
    name: 'engine',
  });
}

/**
 * The engine in its own worker. Nothing starts before the first `load`. When a stop is not answered in time, the worker is
 * ended and the model loaded again: the call counts as cancelled, and calls that come meanwhile wait for the model.
 */
export function createSpeechEngine(startWorker = startEngineWorker, clock: Clock = systemClock): PageEngine {
  let thread: WorkerThread<SpeechEngine> | null = null;
  let loaded: { readonly packageUrl: string; readonly backend: BackendChoice } | null = null;
  const remote = overWorker(() => thread ?? fail('model-not-loaded', notLoaded), engineFlows);
  const never = new AbortController().signal;
  // A fresh worker: the runtime fixes its threads at its start, its heap never shrinks, and a lost device stays lost.
  const start = () => {
    const begun = new WorkerThread<SpeechEngine>(startWorker(), words, () => restart(begun), clock);
    thread = begun;
    return begun;
  };
  const restart = (stuck: WorkerThread<SpeechEngine>) => {
    const again = stuck === thread ? loaded : null;
    stuck.stop(again ? loadedAgain : words.stopped('it did not answer a stop'));
    if (!again) return;
    start();
    // Calls that wait for it are told that no model is loaded, should this fail.
    remote.load(again.packageUrl, again.backend, () => {}, never).catch(() => {});
  };
  const own: Pick<PageEngine, 'load' | 'speak' | 'unload' | 'dispose'> = {
    async load(packageUrl, backend, onProgress, signal) {
      signal.throwIfAborted();
      thread?.stop(words.stopped('another model is being loaded'));
      loaded = null;
      const begun = start();
      const result = await remote.load(packageUrl, backend, onProgress, signal);
      if (thread === begun) loaded = { packageUrl, backend };
      return result;
    },
    async *speak(request, signal) {
      try {
        yield* remote.speak(request, signal);
      } catch (error) {
        if (signal.aborted && error === signal.reason) yield { type: 'cancelled', stats: nothingSaid };
        else yield { type: 'failed', failure: failureFrom(error) };
      }
    },
    async unload() {
      if (!thread || thread.end) return;
      const ending = thread;
      const unloaded = remote.unload();
      thread = null;
      await unloaded.finally(() => ending.stop(words.stopped('the model was unloaded')));
    },
    dispose() {
      thread?.stop(words.stopped('the page has closed it'));
      thread = null;
    },
  };
  return Object.assign(Object.create(remote) as SpeechEngine, own);
}

const notLoaded = 'No model is loaded. Load one first.';
const loadedAgain =
  'The speech engine did not answer a stop and was ended. The model is being loaded again: try again in a moment.';
const words = {
  stopped: (why: string) => `The speech engine has stopped: ${why}. Load the model again.`,
  /** A caller's mistake stays what it is; memory that has run out is a RangeError too, but nobody's mistake. */
  unforeseen(error: unknown) {
    const failure = failureFrom(error);
    const isMistake = error instanceof TypeError || error instanceof RangeError;
    return isMistake && failure.kind !== 'out-of-memory' ? error : new FailureError(failure, error);
  },
};
