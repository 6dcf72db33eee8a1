import type { DeviceFacts } from '../../core/device/device-facts';
import { FailureError } from '../../core/failure';
import { failureFrom } from '../../core/synthesis/failure-from';
import type { BackendChoice } from '../../core/synthesis/speech-engine';
import { startEngineWorker } from './create-speech-engine';
import { overWorker } from './over-worker';
import { WorkerThread } from './worker-thread';

/** Port: measures what a large model would run on. @throws FailureError; the signal's reason when aborted. */
export type DeviceMeter = (backend: BackendChoice, signal: AbortSignal) => Promise<DeviceFacts>;

/** Many times what the slowest software adapter took. */
const LONGEST_SECONDS = 120;

/**
 * Measures in an engine of its own, which ends with the call: whatever happens there, a loaded model keeps its heap, its
 * device and its place, and stopping is at once. Nothing else should work meanwhile, or the figures are too low.
 */
export async function measureInWorker(
  backend: BackendChoice,
  signal: AbortSignal,
  startWorker: () => Worker = startEngineWorker,
): Promise<DeviceFacts> {
  signal.throwIfAborted();
  const thread = new WorkerThread<{ readonly measure: DeviceMeter }>(startWorker(), words);
  const end = (why: string) => thread.stop(words.stopped(why));
  const stop = () => end('it was stopped');
  const timer = setTimeout(() => end('it took too long'), LONGEST_SECONDS * 1000);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await overWorker(() => thread, {}).measure(backend, signal);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    end('it is done');
  }
}

const notMeasured = (why: string): string =>
  `This device could not be measured${why}. Models can be installed all the same.`;
/** What went wrong with a measurement is no matter of a model. */
const words = {
  stopped: (why: string) => notMeasured(`: ${why}`),
  unforeseen: (error: unknown) =>
    new FailureError(
      failureFrom(error, 'unsupported', (text) => notMeasured(` (${text})`)),
      error,
    ),
};
