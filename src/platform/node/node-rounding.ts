import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type RoundingThreads, roundingThreads } from '../threads/rounding-threads';

/** Limit of threads: more only wait for the disk and for the thread that hashes. */
const MOST_THREADS = 8;

/** Rounds in threads of Node. Idle threads do not keep the process running. */
export function nodeRounding(threadCount = Math.min(availableParallelism(), MOST_THREADS)): RoundingThreads {
  const entry = new URL('./rounding-worker.mjs', import.meta.url);
  return roundingThreads(threadCount, () => {
    // The flags of this process, such as --input-type, need not fit a thread.
    const worker = new Worker(entry, { execArgv: [] });
    worker.unref();
    let pending = 0;
    return {
      post: (job, transfer) => {
        if (pending++ === 0) worker.ref();
        worker.postMessage(job, transfer);
      },
      listen(onOutcome, onEnd) {
        worker.on('message', (outcome) => {
          if (--pending === 0) worker.unref();
          onOutcome(outcome);
        });
        worker.on('error', (error) => onEnd(error.message));
        worker.on('exit', () => onEnd('it was closed'));
      },
      stop: () => void worker.terminate(),
    };
  });
}
