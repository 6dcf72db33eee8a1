import { once } from 'node:events';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { FailureError } from '../../src/core/failure';
import { fuzzFactor, fuzzTimeoutMilliseconds } from './fuzz-factor';
import { seededRandom } from './seeded-random';
import { startThread } from './start-thread';

/** What the JavaScript heap of the thread may take, the compiled sources of it included. */
const HEAP_MEGABYTES = 256;
/** What the whole process may grow by meanwhile, memory outside of the heap included. */
export const MOST_GROWTH_BYTES = 600e6;

type Order = { readonly caseCount: number; readonly data: unknown; readonly current: Int32Array };
export type CasesTried = { readonly refused: number; readonly grownBytes: number };

/**
 * Tries damaged files in a thread with a small heap: one that asks for too much is ended, one that hangs is named.
 * @param file calls `tryCases`.
 */
export async function casesInThread(file: URL, casesInEveryRun: number, data: unknown): Promise<CasesTried> {
  const current = new Int32Array(new SharedArrayBuffer(4));
  const order: Order = { caseCount: casesInEveryRun * fuzzFactor, data, current };
  const before = process.resourceUsage().maxRSS;
  const thread = startThread(file, {
    workerData: order,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES },
  });
  try {
    const signal = AbortSignal.timeout(0.9 * fuzzTimeoutMilliseconds);
    const [refused] = (await once(thread, 'message', { signal })) as [number];
    return { refused, grownBytes: (process.resourceUsage().maxRSS - before) * 1024 };
  } catch (cause) {
    throw new Error(`case ${current[0]} is neither read nor refused`, { cause });
  } finally {
    await thread.terminate();
  }
}

/** In the thread: every case must be read or refused in words. A case can be repeated by its number. */
export async function tryCases<Data>(
  tryCase: (number: number, random: () => number, data: Data) => Promise<void>,
): Promise<void> {
  if (isMainThread) throw new Error('cases are tried in a thread');
  const { caseCount, data, current } = workerData as Order;
  let refused = 0;
  for (let number = 0; number < caseCount; number++) {
    Atomics.store(current, 0, number);
    try {
      await tryCase(number, seededRandom(number), data as Data);
    } catch (error) {
      if (!(error instanceof FailureError)) throw error;
      refused++;
    }
  }
  parentPort!.postMessage(refused);
}
