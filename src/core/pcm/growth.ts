/** Lets many wait until something has grown. */
export class Growth {
  #wake: () => void = () => {};
  #grown: Promise<void> = Promise.resolve();

  constructor() {
    this.#renew();
  }

  announce(): void {
    this.#wake();
    this.#renew();
  }

  /** Resolves with the next announcement. @throws the signal's reason when aborted. */
  next(signal: AbortSignal): Promise<void> {
    const grown = this.#grown;
    return new Promise((resolve, reject) => {
      const abort = () => reject(signal.reason);
      if (signal.aborted) return abort();
      signal.addEventListener('abort', abort, { once: true });
      grown.then(() => {
        signal.removeEventListener('abort', abort);
        resolve();
      }, reject);
    });
  }

  #renew(): void {
    this.#grown = new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
