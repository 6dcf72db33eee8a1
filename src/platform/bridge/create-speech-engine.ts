import { OLDER_PAGE } from '../../core/data/import-later';
import { FailureError, fail, failureFrom } from '../../core/failure';
import { type Sentence, say } from '../../core/sentence';
import type { OwnedEngine } from '../../core/speech/several-engines';
import {
  type BackendChoice,
  engineError,
  engineFlows,
  type LoadProgress,
  type SpeechEngine,
} from '../../core/speech/speech-engine';
import { toOneEnd } from '../../core/speech/to-one-end';
import { ownFiles } from '../files/own-files';
import { isForProcessor, probeAdapter } from '../gpu/adapter-probe';
import { fetchScriptAgain } from '../http/gone-from-site';
import { BEGIN_CODEC, ONE_THREAD_NAME } from '../threads/shared-memory';
import { type Clock, systemClock } from '../time/clock';
import { overWorker } from './over-worker';
import { startWatch } from './start-watch';
import { WorkerThread } from './worker-thread';

export type PageEngine = OwnedEngine & {
  /** Starts the threads that a first load is likely to need. May be left out. */
  begin(): void;
};

export const startEngineWorker = (name = 'engine'): Worker => ownFiles.startEngine(name);

/** Fetches the engine's script past every cache; false when the site no longer has it. */
export const fetchEngineAgain = (): Promise<boolean> => fetchScriptAgain(ownFiles.engineAddress());

/**
 * The engine in its own worker. Nothing starts before `begin` or the first `load`. When a stop is not answered in time, the
 * worker is ended and the model loaded again: the call counts as cancelled, and calls that come meanwhile wait for the model.
 * A worker that cannot be started is fetched once more; one whose threads stand still is started again with one.
 */
export function createSpeechEngine(
  startWorker = startEngineWorker,
  clock: Clock = systemClock,
  fetchAgain = fetchEngineAgain,
): PageEngine {
  let thread: WorkerThread<SpeechEngine> | null = null;
  /** Has not loaded anything yet. */
  let fresh: WorkerThread<SpeechEngine> | null = null;
  let loaded: { readonly packageUrl: string; readonly backend: BackendChoice } | null = null;
  let workerName = 'engine';
  const remote = overWorker(() => thread ?? fail('model-not-loaded', NOT_LOADED), engineFlows);
  const never = new AbortController().signal;
  // A fresh worker: the runtime fixes its threads at its start, its heap never shrinks, and a lost device stays lost.
  const start = () => {
    const begun = new WorkerThread<SpeechEngine>(startWorker(workerName), words, () => restart(begun), clock);
    thread = begun;
    return begun;
  };
  const restart = (stuck: WorkerThread<SpeechEngine>) => {
    const again = stuck === thread ? loaded : null;
    stuck.stop(again ? loadedAgain : words.stopped(say`it did not answer a stop`));
    if (!again) return;
    // Calls that wait for it fail with "no model" if this fails.
    loadNow([again.packageUrl, again.backend, () => {}, never], true).catch(() => {});
  };
  /** @param mayFetch whether a script that cannot start may be fetched once more. */
  const loadNow = async (
    given: Parameters<SpeechEngine['load']>,
    mayFetch: boolean,
  ): ReturnType<SpeechEngine['load']> => {
    const [packageUrl, backend, onProgress, signal] = given;
    const begun = fresh ?? start();
    fresh = null;
    const watch = startWatch(clock, () => begun.stop(ended));
    const report = (progress: LoadProgress) => {
      watch.heard(progress);
      onProgress(progress);
    };
    try {
      const result = await remote.load(packageUrl, backend, report, signal);
      if (thread === begun) loaded = { packageUrl, backend };
      begun.endUnused();
      return result;
    } catch (error) {
      if (error !== begun.end || thread !== begun) throw error;
      if (watch.isStill) workerName = ONE_THREAD_NAME;
      else if (!mayFetch || begun.hasAnswered) throw error;
      else if (!(await fetchAgain().catch((cause) => missing(cause, begun.end!))))
        fail('network', OLDER_PAGE, {}, error);
      if (thread !== begun) throw error;
    } finally {
      watch.end();
    }
    return loadNow(given, mayFetch && begun.hasAnswered);
  };
  const own: Pick<PageEngine, 'begin' | 'load' | 'speak' | 'unload' | 'dispose'> = {
    begin() {
      if (thread) return;
      const begun = start();
      fresh = begun;
      const tellCodec = begun.beginThread(ownFiles.codecAddress(), 'codec');
      // Its runtime is 14 MB, which a model on the graphics card does not need.
      probeAdapter().then((adapter) => {
        if (isForProcessor(adapter)) tellCodec(BEGIN_CODEC);
      });
    },
    async load(packageUrl, backend, onProgress, signal) {
      signal.throwIfAborted();
      if (thread !== fresh) thread?.stop(ended);
      loaded = null;
      return loadNow([packageUrl, backend, onProgress, signal], true);
    },
    speak: (request, signal) => toOneEnd(remote.speak(request, signal), engineError, signal),
    async unload() {
      if (!thread || thread.end) return;
      const ending = thread;
      const unloaded = remote.unload();
      thread = null;
      fresh = null;
      await unloaded.finally(() => ending.stop(ended));
    },
    dispose() {
      thread?.stop(ended);
      thread = null;
      fresh = null;
    },
  };
  return Object.assign(Object.create(remote) as SpeechEngine, own);
}

/** Throws the failure that the search for the script found, else one that tells how the worker ended. */
function missing(cause: unknown, end: FailureError): never {
  if (cause instanceof FailureError) throw cause;
  throw new FailureError(end.failure, cause);
}

const NOT_LOADED = say`No model is loaded. Load one first.`;
const loadedAgain = say`The speech engine did not answer a stop and was ended. The model is being loaded again: try again in a moment.`;
const words = {
  stopped: (why: Sentence) => say`The speech engine has stopped: ${why}. Load the model again.`,
  /** A caller's mistake is passed on; a RangeError for memory that has run out is a failure instead. */
  unforeseen(error: unknown) {
    const failure = failureFrom(error, engineError);
    const isMistake = error instanceof TypeError || error instanceof RangeError;
    return isMistake && failure.kind !== 'out-of-memory' ? error : new FailureError(failure, error);
  },
};
/** Calls that wait are told of this when the page ends the engine itself. */
const ended = words.stopped(say`it was closed`);
