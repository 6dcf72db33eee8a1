import { type Remote, releaseProxy, wrap } from 'comlink';
import { FailureError, failureOf } from '../../core/failure';
import { type Sentence, say } from '../../core/sentence';
import { ThreadsOfWorker } from '../threads/threads-of-worker';
import { type Clock, systemClock } from '../time/clock';
import { obeyOutsideOrders } from './outside-order';
import { scriptError } from './script-error';
import { registerTransferHandlers } from './transfer-handlers';

export type WorkerWords = {
  /** The sentence that says why the worker stopped, and what to do. */
  readonly stopped: (why: Sentence) => Sentence;
  /** The error to throw in place of one that the service did not foresee. */
  readonly unforeseen: (error: unknown) => unknown;
};

/** An aborted call has this long to end, or four times the slowest step seen: a slow device is not a stuck one. */
const LEAST_PATIENCE_MS = 5_000;
const PATIENCE_STEPS = 4;

/** One running worker. A worker that ends leaves its calls pending for ever, so every wait races its end. */
export class WorkerThread<Service> {
  readonly service: Remote<Service>;
  readonly words: WorkerWords;
  readonly clock: Clock;
  /** Calls that have begun and not ended. */
  callCount = 0;
  /** False of a worker whose script could not be started. */
  hasAnswered = false;
  readonly #worker: Worker;
  readonly #threads: ThreadsOfWorker;
  readonly #whenStuck: () => void;
  readonly #waiting = new Set<(error: unknown) => void>();
  #slowestStepMs = 0;
  #end: FailureError | null = null;

  /** @param whenStuck called when an aborted call does not end in time; it must stop the worker. */
  constructor(
    worker: Worker,
    words: WorkerWords,
    whenStuck = () => this.stop(words.stopped(say`it did not answer a stop`)),
    clock: Clock = systemClock,
  ) {
    registerTransferHandlers();
    this.#worker = worker;
    this.#threads = new ThreadsOfWorker(worker);
    obeyOutsideOrders(worker);
    this.#whenStuck = whenStuck;
    this.words = words;
    this.clock = clock;
    this.service = wrap<Service>(worker);
    worker.addEventListener('message', () => {
      this.hasAnswered = true;
    });
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      this.stop(
        words.stopped(
          scriptError(event, say`its script could not be started, which reloading the page may mend`),
        ),
      );
    });
    worker.addEventListener('messageerror', () => this.stop(words.stopped(say`a message could not be read`)));
  }

  /** The error of every call once the worker has ended. */
  get end(): FailureError | null {
    return this.#end;
  }

  /** Notes the time between two signs of the worker: events, or reports of progress. */
  noteStep(milliseconds: number): void {
    this.#slowestStepMs = Math.max(this.#slowestStepMs, milliseconds);
  }

  /** Starts a thread that the worker is likely to order, and then gets. @returns sends it a message. */
  beginThread(address: string, name: string): (message: unknown) => void {
    return this.#threads.begin(address, { type: 'module', name });
  }

  /** Ends what was begun and not ordered. */
  endUnused(): void {
    this.#threads.endUnused();
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
    let cancel = () => {};
    const wait = () => {
      const patience = Math.max(LEAST_PATIENCE_MS, PATIENCE_STEPS * this.#slowestStepMs);
      cancel = this.clock.after(patience, () => {
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
      cancel();
      signal.removeEventListener('abort', wait);
      this.#waiting.delete(giveUp);
    }
  }

  /** The last resort, and the end of a page: memory and device are given back at once. @param message for a person. */
  stop(message: Sentence): void {
    if (this.#end) return;
    this.#end = new FailureError(failureOf('engine-gone', message));
    (this.service as Remote<unknown>)[releaseProxy]();
    this.#worker.terminate();
    this.#threads.end();
    for (const giveUp of this.#waiting) giveUp(this.#end);
  }
}
