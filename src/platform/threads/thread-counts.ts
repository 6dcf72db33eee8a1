import type { Sentence } from '../../core/sentence';

/** Limit of threads: a decode step is bound by memory. */
const MOST_THREADS = 4;

/** Threads of a model on the processor. @param whyOneThread null where there may be more. */
export function threadCountOf(machine: {
  readonly coreCount: number;
  readonly whyOneThread: Sentence | null;
}): number {
  return machine.whyOneThread === null ? Math.max(1, Math.min(machine.coreCount, MOST_THREADS)) : 1;
}

/** Threads of the codec beside a model that has `threadCount`: one core is left to the model. */
export function codecThreadCount(threadCount: number): number {
  return Math.max(1, threadCount - 1);
}
