import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type RoundingThreads, roundingThreads } from '../threads/rounding-threads';

/** More threads than this only wait for the disk and for the thread that hashes. */
const MOST_THREADS = 8;

/** Rounds in threads of Node. They keep no process alive but while they work. */
export function nodeRounding(threadCount = Math.min(availableParallelism(), MOST_THREADS)): RoundingThreads {
  const entry = JSON.stringify(new URL('./rounding-thread.ts', import.meta.url).href);
  return roundingThreads(threadCount, () => {
    // Node 20 cannot run TypeScript by itself, whatever started this process.
    const worker = new Worker(`import('tsx/esm/api').then((tsx) => tsx.tsImport(${entry}, ${entry}))`, {
      eval: true,
    });
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
