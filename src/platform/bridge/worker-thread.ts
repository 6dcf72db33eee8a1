import { type Remote, releaseProxy, wrap } from 'comlink';
import { FailureError, fail } from '../../core/failure';
import type { Outcome } from './engine-protocol';

/** One running worker. A worker that dies leaves its calls pending for ever, so every wait races `gone`. */
export class WorkerThread<Service> {
  readonly service: Remote<Service>;
  readonly #worker: Worker;
  readonly #sentence: (why: string) => string;
  readonly #waiting = new Set<(error: FailureError) => void>();
  #end: FailureError | null = null;

  /** @param sentence says that it stopped, and what to do. */
  constructor(worker: Worker, sentence: (why: string) => string) {
    this.#worker = worker;
    this.#sentence = sentence;
    this.service = wrap<Service>(worker);
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      this.stop(event.message || 'it could not be started');
    });
    worker.addEventListener('messageerror', () => this.stop('a message could not be read'));
  }

  get hasEnded(): boolean {
    return this.#end !== null;
  }

  /** @throws FailureError 'engine-gone' once the worker is gone. */
  async race<T>(work: Promise<T>): Promise<T> {
    let onEnd = (_: FailureError) => {};
    const gone = new Promise<never>((_, reject) => {
      onEnd = reject;
      if (this.#end) reject(this.#end);
    });
    this.#waiting.add(onEnd);
    try {
      return await Promise.race([work, gone]);
    } finally {
      this.#waiting.delete(onEnd);
    }
  }

  /** The last resort, and the end of a page: memory and device are given back at once. */
  stop(why: string): void {
    if (this.#end) return;
    this.#end = new FailureError({ kind: 'engine-gone', message: this.#sentence(why) });
    (this.service as Remote<unknown>)[releaseProxy]();
    this.#worker.terminate();
    for (const reject of this.#waiting) reject(this.#end);
  }

  /** One cancellable call. @throws FailureError; the signal's reason when aborted. */
  async call<T>(signal: AbortSignal, call: (cancel: MessagePort) => Promise<Outcome<T>>): Promise<T> {
    signal.throwIfAborted();
    const { port1, port2 } = new MessageChannel();
    const cancel = () => port1.postMessage('cancel');
    signal.addEventListener('abort', cancel, { once: true });
    try {
      const outcome = await this.race(call(port2));
      if (outcome.type === 'failed') throw new FailureError(outcome.failure);
      if (outcome.type === 'cancelled') {
        signal.throwIfAborted();
        fail('engine-gone', this.#sentence('it gave up a call that nobody cancelled'));
      }
      return outcome.value;
    } finally {
      signal.removeEventListener('abort', cancel);
      port1.close();
    }
  }
}
