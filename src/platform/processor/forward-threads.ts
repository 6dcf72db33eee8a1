import { type Kernel, startKernel } from './kernel';

/** The module, memory and place with which a thread joins the forwards of another. */
export type ThreadTask = {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Addresses of the plan. */
  readonly meeting: number;
  readonly task: number;
  readonly threadCount: number;
  /** 1 … threadCount - 1 */
  readonly thread: number;
};

/** A thread of a browser or of Node. */
export interface ForwardThread {
  post(task: ThreadTask): void;
  /** @param onReady is called once it has joined, @param onEnd if it cannot. */
  listen(onReady: () => void, onEnd: (reason: string) => void): void;
  stop(): void;
}

export type StartThread = () => ForwardThread;

/**
 * Starts the threads that compute beside the caller's, and resolves once all of them have joined.
 * @throws Error with the reason why one could not start; then none is left.
 */
export async function startForwardThreads(
  kernel: Kernel,
  given: Omit<ThreadTask, 'thread'>,
  start: StartThread,
): Promise<{ readonly end: () => void }> {
  const threads: ForwardThread[] = [];
  const stop = () => {
    for (const thread of threads) thread.stop();
  };
  try {
    const joined = Array.from({ length: given.threadCount - 1 }, (_, index) => {
      const thread = start();
      threads.push(thread);
      return new Promise<void>((resolve, reject) => {
        thread.listen(resolve, (reason) => reject(new Error(reason)));
        thread.post({ ...given, thread: index + 1 });
      });
    });
    await Promise.all(joined);
  } catch (error) {
    stop();
    throw error;
  }
  kernel.join(given.meeting, given.threadCount, 0);
  return {
    end() {
      kernel.dismiss();
      stop();
    },
  };
}

/** The thread's side: it computes its share of every forward until it is dismissed. */
export function serveForwards(listen: (onTask: (task: ThreadTask) => void) => void, ready: () => void): void {
  listen(({ module, memory, meeting, task, threadCount, thread }) => {
    const kernel = startKernel(module, memory);
    kernel.join(meeting, threadCount, thread);
    ready();
    kernel.work(task);
  });
}
