import { orAborted } from '../data/or-aborted';

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
    return orAborted(this.#grown, signal);
  }

  #renew(): void {
    this.#grown = new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
