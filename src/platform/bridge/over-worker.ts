import { finalizer, proxy } from 'comlink';
import { FailureError } from '../../core/failure';
import { closeSignal } from './transfer-handlers';
import type { WorkerThread } from './worker-thread';

/** Names of the methods that give a generator. */
type FlowNames<Service> = {
  [Name in keyof Service]: Service[Name] extends (...given: never[]) => AsyncGenerator<unknown>
    ? Name
    : never;
}[keyof Service];

type Method = (...given: unknown[]) => Promise<unknown>;
type Flow = AsyncGenerator<unknown, unknown, void>;

/**
 * A service that works in a worker, called as if it worked here. Every method takes at most one signal.
 * @param running the worker, asked for at every call. @throws FailureError when there is none.
 * @param flows names the methods that give a generator: a call here has to know before the worker answers.
 */
export function overWorker<Service extends object>(
  running: () => WorkerThread<Service>,
  flows: Readonly<Record<FlowNames<Service>, true>>,
): Service {
  const ask = async (name: string, given: readonly unknown[]): Promise<unknown> => {
    const call = new WorkerCall(running(), given);
    try {
      return await call.send(name);
    } catch (error) {
      throw call.callerError(error);
    } finally {
      call.end();
    }
  };
  async function* follow(name: string, given: readonly unknown[]): Flow {
    const call = new WorkerCall(running(), given);
    let open: Flow | null = null;
    try {
      open = (await call.send(name)) as Flow;
      for (;;) {
        const { done, value } = await call.next(open);
        if (done) {
          open = null;
          return value;
        }
        yield value;
      }
    } catch (error) {
      open = null;
      throw call.callerError(error);
    } finally {
      if (open) await call.leave(open);
      call.end();
    }
  }
  return new Proxy({} as Service, {
    get(_, name) {
      if (typeof name !== 'string' || name === 'then') return undefined;
      const run = Object.hasOwn(flows, name) ? follow : ask;
      return (...given: unknown[]) => run(name, given);
    },
  });
}

/** One call of a worker, until its end. */
class WorkerCall<Service> {
  readonly #thread: WorkerThread<Service>;
  readonly #given: readonly unknown[];
  readonly #caller: AbortSignal | undefined;
  /** Travels in the place of the caller's signal, so that nothing listens to that one once the call has ended. */
  readonly #stop = new AbortController();
  readonly #pass = () => this.#stop.abort(this.#caller?.reason);
  /** Resolve once the worker has released the callbacks that it was given. */
  readonly #released: Promise<void>[] = [];
  /** Null while another call runs, which may be the cause of the delay. */
  #stepFrom: number | null = null;

  /** @throws FailureError once the worker is gone; the signal's reason when it is aborted already. */
  constructor(thread: WorkerThread<Service>, given: readonly unknown[]) {
    this.#thread = thread;
    this.#given = given;
    this.#caller = given.find((one) => one instanceof AbortSignal);
    this.#caller?.throwIfAborted();
    if (thread.end) throw thread.end;
    this.#caller?.addEventListener('abort', this.#pass);
    thread.callCount++;
  }

  /** The answer comes after everything that callbacks are told: they have ports of their own, whose messages may come later. */
  async send(name: string): Promise<unknown> {
    this.#beginStep();
    const method = (this.#thread.service as unknown as Record<string, Method>)[name]!;
    const work = method(...this.#given.map((one) => this.#sent(one)));
    const answer = await this.#answer(work.finally(() => Promise.all(this.#released)));
    if (this.#given.some((one) => typeof one === 'function')) this.#endStep();
    return answer;
  }

  async next(flow: Flow): Promise<IteratorResult<unknown, unknown>> {
    this.#beginStep();
    const result = await this.#answer(flow.next());
    this.#endStep();
    return result;
  }

  /** Ends a generator whose consumer has left. Its errors are dropped. */
  async leave(flow: Flow): Promise<void> {
    this.#stop.abort();
    await this.#answer(flow.return(undefined)).catch(() => {});
  }

  /** The error that the caller gets for one that was caught. */
  callerError(error: unknown): unknown {
    if (error === this.#thread.end) return error;
    if (this.#caller?.aborted) return this.#caller.reason;
    return error instanceof FailureError ? error : this.#thread.words.unforeseen(error);
  }

  end(): void {
    this.#thread.callCount--;
    this.#caller?.removeEventListener('abort', this.#pass);
    closeSignal(this.#stop.signal);
  }

  #answer<T>(work: Promise<T>): Promise<T> {
    return this.#thread.answer(work, this.#stop.signal);
  }

  #sent(one: unknown): unknown {
    if (one instanceof AbortSignal) return this.#stop.signal;
    if (typeof one !== 'function') return one;
    const told = (...reported: unknown[]) => {
      this.#endStep();
      this.#beginStep();
      one(...reported);
    };
    this.#released.push(
      new Promise((resolve) => {
        Object.assign(told, { [finalizer]: resolve });
      }),
    );
    return proxy(told);
  }

  #beginStep(): void {
    this.#stepFrom = this.#thread.callCount === 1 ? this.#thread.clock.now() : null;
  }

  #endStep(): void {
    if (this.#stepFrom !== null) this.#thread.noteStep(this.#thread.clock.now() - this.#stepFrom);
  }
}
