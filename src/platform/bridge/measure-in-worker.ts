import { orAborted } from '../../core/data/or-aborted';
import type { DeviceFacts } from '../../core/device/device-facts';
import { FailureError, failureFrom, type UnforeseenWords } from '../../core/failure';
import { type Sentence, say, type Words } from '../../core/sentence';
import type { BackendChoice } from '../../core/speech/speech-engine';
import type { MeasuringService, Rehearser } from '../device/measuring-service';
import { startEngineWorker } from './create-speech-engine';
import { overWorker } from './over-worker';
import { WorkerThread, type WorkerWords } from './worker-thread';

/** Many times what the slowest software adapter took. */
const MEASURE_SECONDS = 120;

/** Nothing else should work meanwhile, or the figures are too low. */
export function measureInWorker(
  backend: BackendChoice,
  signal: AbortSignal,
  startWorker: () => Worker = startEngineWorker,
): Promise<DeviceFacts> {
  const thread = new WorkerThread<MeasuringService>(
    startWorker(),
    wordsFor(say`This device could not be measured`),
  );
  const timer = setTimeout(() => end(thread, say`it took too long`), MEASURE_SECONDS * 1000);
  const work = () => service(thread).measure(backend, signal);
  return untilEnd(thread, work, signal).finally(() => clearTimeout(timer));
}

/** It may take minutes: a software adapter needs them for what a graphics card does in seconds. */
export const rehearseInWorker: Rehearser = (order, onProgress, signal) => {
  const words = wordsFor(say`The rehearsal did not come to its end`);
  const thread = new WorkerThread<MeasuringService>(startEngineWorker(), words);
  return untilEnd(thread, () => service(thread).rehearse(order, onProgress, signal), signal);
};

const service = (thread: WorkerThread<MeasuringService>) => overWorker(() => thread, {});
const end = (thread: WorkerThread<MeasuringService>, why: Sentence) => thread.stop(thread.words.stopped(why));

/**
 * Works in an engine that ends with the call: whatever happens there, a loaded model keeps its heap, its device and its
 * place, and stopping is at once and gives everything back.
 */
async function untilEnd<Result>(
  thread: WorkerThread<MeasuringService>,
  work: () => Promise<Result>,
  signal: AbortSignal,
): Promise<Result> {
  try {
    signal.throwIfAborted();
    return await orAborted(work(), signal);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    end(thread, say`it was closed`);
  }
}

/** A failed measurement is no failure of a model. */
function wordsFor(notDone: Sentence): WorkerWords {
  const sentence = (why: Words) => say`${notDone} (${why}). Models can be installed all the same.`;
  const unforeseen: UnforeseenWords = { kind: 'unsupported', sentence };
  return {
    stopped: sentence,
    unforeseen: (error) => new FailureError(failureFrom(error, unforeseen), error),
  };
}
