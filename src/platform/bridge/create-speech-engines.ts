import { deviceMemoryBytes } from '../../core/data/units';
import { severalEngines } from '../../core/speech/several-engines';
import { reportedMemory } from '../page/memory-budget';
import { ONE_THREAD_NAME } from '../threads/shared-memory';
import { systemClock } from '../time/clock';
import { createSpeechEngine, type PageEngine, startEngineWorker } from './create-speech-engine';

/**
 * The engine of a page, each in its own worker: one, and more of them while a long text is made whose pieces do not depend
 * on one another.
 * @param fetchAgain see `createSpeechEngine`.
 */
export function createSpeechEngines(fetchAgain: () => Promise<boolean>): PageEngine {
  const memory = reportedMemory(navigator as { readonly deviceMemory?: number });
  const first = createSpeechEngine(undefined, systemClock, fetchAgain);
  const all = severalEngines(
    first,
    // A thread for each core is there already, by the number of engines.
    () => createSpeechEngine(() => startEngineWorker(ONE_THREAD_NAME), systemClock, fetchAgain),
    {
      coreCount: navigator.hardwareConcurrency,
      memoryBytes: memory && deviceMemoryBytes(memory.gigabytes),
    },
    () => crypto.getRandomValues(new Uint32Array(1))[0]!,
  );
  return Object.assign(all, { begin: () => first.begin() });
}
