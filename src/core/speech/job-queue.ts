/** Hands out one turn at a time, first come, first served: a model has one KV cache and a device runs one job. */
export class JobQueue {
  #waiting: (() => void)[] = [];
  #isBusy = false;

  /** Number of jobs ahead of a new one. */
  get length(): number {
    return this.#waiting.length + (this.#isBusy ? 1 : 0);
  }

  /**
   * Waits for a turn. The caller must call the returned function once done, also after an error.
   * @throws the signal's reason when aborted while waiting; the place in the queue is given up.
   */
  async turn(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#isBusy) await this.#wait(signal);
    this.#isBusy = true;
    let isDone = false;
    return () => {
      if (isDone) return;
      isDone = true;
      this.#isBusy = false;
      this.#waiting.shift()?.();
    };
  }

  async #wait(signal: AbortSignal): Promise<void> {
    let stop = () => {};
    try {
      await new Promise<void>((resolve, reject) => {
        // Stays busy, so that no new job runs before the one that was waiting.
        const start = () => {
          this.#isBusy = true;
          resolve();
        };
        this.#waiting.push(start);
        stop = () => {
          this.#waiting = this.#waiting.filter((other) => other !== start);
          reject(signal.reason);
        };
        signal.addEventListener('abort', stop, { once: true });
      });
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }
}
