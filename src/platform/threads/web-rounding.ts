import { type RoundingThreads, roundingThreads } from './rounding-threads';

/** Limit of threads: more only wait for the disk. */
const MOST_THREADS = 4;

/** Rounds in workers of a page, or of another worker. @param coreCount as the browser reports it. */
export function webRounding(coreCount: number): RoundingThreads {
  return roundingThreads(Math.max(1, Math.min(coreCount - 1, MOST_THREADS)), () => {
    const worker = new Worker(new URL('../../../workers/rounding.worker.ts', import.meta.url), {
      type: 'module',
      name: 'rounding',
    });
    return {
      post: (job, transfer) => worker.postMessage(job, transfer),
      listen(onOutcome, onEnd) {
        worker.addEventListener('message', ({ data }) => onOutcome(data));
        worker.addEventListener('error', (event) => {
          event.preventDefault();
          onEnd(event.message || 'it could not be started');
        });
      },
      stop: () => worker.terminate(),
    };
  });
}
