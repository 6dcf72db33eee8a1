import { transfer } from 'comlink';
import type { DeviceFacts } from '../../core/device/device-facts';
import type { BackendChoice } from '../../core/synthesis/speech-engine';
import { startEngineWorker } from './create-speech-engine';
import type { EngineService } from './engine-protocol';
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
  const thread = new WorkerThread<EngineService>(
    startWorker(),
    (why) => `This device could not be measured: ${why}. Models can be installed all the same.`,
  );
  const stop = () => thread.stop('it was stopped');
  const timer = setTimeout(() => thread.stop('it took too long'), LONGEST_SECONDS * 1000);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await thread.call(signal, (cancel) => thread.service.measure(backend, transfer(cancel, [cancel])));
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    thread.stop('it is done');
  }
}
