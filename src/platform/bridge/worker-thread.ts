import { type Remote, releaseProxy, wrap } from 'comlink';
import { FailureError } from '../../core/failure';
import { registerTransferHandlers } from './transfer-handlers';

/** Milliseconds of a clock that never goes back, and its alarms. */
export type Clock = {
  readonly now: () => number;
  /** @returns what calls it off. */
  readonly after: (milliseconds: number, ring: () => void) => () => void;
};

export const systemClock: Clock = {
  now: () => performance.now(),
  after(milliseconds, ring) {
    const timer = setTimeout(ring, milliseconds);
    return () => clearTimeout(timer);
  },
};

export type WorkerWords = {
  /** A sentence that says why it stopped, and what to do. */
  readonly stopped: (why: string) => string;
  /** What to throw for an error that the service did not foresee. */
  readonly unforeseen: (error: unknown) => unknown;
};

/** An aborted call has this long to end, or four times what the slowest step took: a slow device is not a stuck one. */
const LEAST_PATIENCE_MS = 5_000;
const PATIENCE_STEPS = 4;

/** One running worker. A worker that dies leaves its calls pending for ever, so every wait races its end. */
export class WorkerThread<Service> {
  readonly service: Remote<Service>;
  readonly words: WorkerWords;
  readonly clock: Clock;
  /** Calls at work in it. */
  callCount = 0;
  readonly #worker: Worker;
  readonly #whenStuck: () => void;
  readonly #waiting = new Set<(error: unknown) => void>();
  #slowestStepMs = 0;
  #end: FailureError | null = null;

  /** @param whenStuck must stop it: a call was aborted and did not end. */
  constructor(
    worker: Worker,
    words: WorkerWords,
    whenStuck = () => this.stop(words.stopped('it did not answer a stop')),
    clock = systemClock,
  ) {
    registerTransferHandlers();
    this.#worker = worker;
    this.#whenStuck = whenStuck;
    this.words = words;
    this.clock = clock;
    this.service = wrap<Service>(worker);
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      this.stop(words.stopped(event.message || 'it could not be started'));
    });
    worker.addEventListener('messageerror', () => this.stop(words.stopped('a message could not be read')));
  }

  /** What every call fails with once it has ended. */
  get end(): FailureError | null {
    return this.#end;
  }

  /** How long something took that the worker told about: an event, or a report of progress. */
  noteStep(milliseconds: number): void {
    this.#slowestStepMs = Math.max(this.#slowestStepMs, milliseconds);
  }

  /**
   * Waits for an answer of the worker.
   * @throws FailureError 'engine-gone' once the worker is gone; the signal's reason when its abort is not answered in time.
   */
  async answer<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
    let giveUp = (_: unknown) => {};
    const nothing = new Promise<never>((_, reject) => {
      giveUp = reject;
      if (this.#end) reject(this.#end);
    });
    let callOff = () => {};
    const wait = () => {
      const patience = Math.max(LEAST_PATIENCE_MS, PATIENCE_STEPS * this.#slowestStepMs);
      callOff = this.clock.after(patience, () => {
        giveUp(signal.reason);
        this.#whenStuck();
      });
    };
    if (signal.aborted) wait();
    else signal.addEventListener('abort', wait, { once: true });
    this.#waiting.add(giveUp);
    try {
      return await Promise.race([work, nothing]);
    } finally {
      callOff();
      signal.removeEventListener('abort', wait);
      this.#waiting.delete(giveUp);
    }
  }

  /** The last resort, and the end of a page: memory and device are given back at once. @param message for a person. */
  stop(message: string): void {
    if (this.#end) return;
    this.#end = new FailureError({ kind: 'engine-gone', message });
    (this.service as Remote<unknown>)[releaseProxy]();
    this.#worker.terminate();
    for (const giveUp of this.#waiting) giveUp(this.#end);
  }
}
