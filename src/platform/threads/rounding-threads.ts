import type { Rounder, RoundingJob, RoundingOutcome } from '../../core/quantise/rounder';
import { RoundingKernel } from '../../core/quantise/rounding-kernel';

/** Interface of a thread in a pool, over a browser's worker and one of Node. */
export interface RoundingThread {
  post(job: RoundingJob, transfer: ArrayBuffer[]): void;
  /** @param onEnd is called with the reason of an unexpected end. */
  listen(onOutcome: (outcome: RoundingOutcome) => void, onEnd: (reason: string) => void): void;
  stop(): void;
}

export type RoundingThreads = Rounder & { stop(): void };

/** Jobs that each thread has before it, so that it need not wait for the next one. */
const JOBS_PER_THREAD = 2;

type Waiting = {
  readonly resolve: (outcome: RoundingOutcome) => void;
  readonly reject: (error: Error) => void;
};

/** Spreads jobs over threads; each answers its jobs in order. Threads are started now and end with `stop`. */
export function roundingThreads(count: number, start: () => RoundingThread): RoundingThreads {
  let ended: Error | null = null;
  const lanes = Array.from({ length: count }, () => ({ thread: start(), waiting: [] as Waiting[] }));
  const stop = (reason: string) => {
    if (ended) return;
    ended = new Error(reason);
    for (const { thread, waiting } of lanes) {
      thread.stop();
      for (const { reject } of waiting.splice(0)) reject(ended);
    }
  };
  for (const { thread, waiting } of lanes) {
    thread.listen(
      (outcome) => waiting.shift()?.resolve(outcome),
      (reason) => stop(`A thread of the importer has ended: ${reason}. Import again.`),
    );
  }
  return {
    atOnce: count * JOBS_PER_THREAD,
    async round(job, signal) {
      signal.throwIfAborted();
      if (ended) throw ended;
      const lane = lanes.reduce((best, next) => (next.waiting.length < best.waiting.length ? next : best));
      // Bytes are transferred, so bytes of another owner are copied first.
      const parts = job.parts.map((bytes) =>
        job.isOwn && bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : bytes.slice(),
      );
      return await new Promise<RoundingOutcome>((resolve, reject) => {
        lane.waiting.push({ resolve, reject });
        lane.thread.post(
          { ...job, parts },
          parts.map(({ buffer }) => buffer),
        );
      });
    },
    stop: () => stop('the importer has stopped its threads'),
  };
}

/** The thread's side: one outcome for every job. */
export function serveRounding(
  listen: (onJob: (job: RoundingJob) => void) => void,
  post: (outcome: RoundingOutcome, transfer: ArrayBuffer[]) => void,
): void {
  const kernel = new RoundingKernel();
  listen((job) => {
    const outcome = kernel.round(job);
    post(outcome, outcome.type === 'done' ? [outcome.values.buffer, outcome.scales.buffer] : []);
  });
}
