import { textParts } from '../http/text-parts';
import { answered, answerOf, JobCallError, type JobTransport, type Task } from './job-transport';
import { statusName } from './task-state';
import { uploaded } from './upload-input';

export type RunParams = Readonly<Record<string, unknown>> & {
  readonly app: string;
  /** Files in it (File, Blob) are sent first. */
  readonly input: Readonly<Record<string, unknown>>;
};

export type RunOptions = {
  readonly onUpdate?: (task: Task) => void;
  /** @param fields that have changed. */
  readonly onPartialUpdate?: (task: Task, fields: readonly string[]) => void;
  /** False asks for the state again and again instead of one long answer. */
  readonly stream?: boolean;
  readonly pollIntervalMs?: number;
  /** False: the task as it was accepted, without waiting for its end. */
  readonly wait?: boolean;
  /** Ends the waiting, not the task. */
  readonly signal?: AbortSignal;
};

type Change = { readonly task: Task; readonly fields: readonly string[] | null };

const POLL_INTERVAL_MS = 2000;

/**
 * One run: a promise of the finished task, and the sequence of its changes. It begins at once, and once only.
 */
export class JobCall implements PromiseLike<Task>, AsyncIterable<Task> {
  readonly #transport: JobTransport;
  readonly #options: RunOptions;
  readonly #accepted: Promise<Task>;
  #end: Promise<Task> | null = null;
  /** The callbacks hear of each change once, also where a run is both iterated and awaited. */
  #isTold = false;

  constructor(transport: JobTransport, params: RunParams, options: RunOptions) {
    this.#transport = transport;
    this.#options = options;
    this.#accepted = this.#accept(params);
    // Whoever awaits or iterates gets the error.
    this.#accepted.catch(() => {});
  }

  // biome-ignore lint/suspicious/noThenProperty: a run is awaited as the hosted client's is.
  then<A = Task, B = never>(
    onDone?: ((task: Task) => A | PromiseLike<A>) | null,
    onError?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.#end ??= this.#options.wait === false ? this.#accepted : this.#followed();
    return this.#end.then(onDone, onError);
  }

  /** The task as it was accepted. */
  get accepted(): Promise<Task> {
    return this.#accepted;
  }

  async cancel(): Promise<void> {
    const { id } = await this.#accepted;
    await answered(this.#transport, 'POST', `/tasks/${encodeURIComponent(id)}/cancel`);
  }

  /** @throws Error where the task fails or is cancelled, as awaiting it does. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Task, void> {
    for await (const { task } of this.#changes()) yield task;
  }

  async #accept(params: RunParams): Promise<Task> {
    const input = await uploaded(this.#transport, params.input, this.#options.signal);
    return answered<Task>(this.#transport, 'POST', '/apps/run', { ...params, input }, this.#options.signal);
  }

  async #followed(): Promise<Task> {
    let last = await this.#accepted;
    for await (const { task } of this.#changes()) last = task;
    return last;
  }

  async *#changes(): AsyncGenerator<Change, void> {
    const { stream = true } = this.#options;
    const { onUpdate, onPartialUpdate } = this.#isTold ? {} : this.#options;
    this.#isTold = true;
    const accepted = await this.#accepted;
    for await (const change of stream ? this.#streamed(accepted) : this.#polled(accepted)) {
      const { task, fields } = change;
      if (fields) onPartialUpdate?.(task, fields);
      else onUpdate?.(task);
      yield change;
      const state = statusName(task);
      if (state === 'failed') throw new Error(task.error || 'The task failed.');
      if (state === 'cancelled') throw new Error('The task was cancelled.');
      if (state === 'completed') return;
    }
    throw new JobCallError(
      0,
      'The answer broke off before the end of the task. Ask for the task again.',
      null,
    );
  }

  async *#streamed(accepted: Task): AsyncGenerator<Change, void> {
    const { signal } = this.#options;
    const path = `/tasks/${encodeURIComponent(accepted.id)}/stream`;
    const headers = { accept: 'application/x-ndjson' };
    const reply = await answerOf(this.#transport, 'GET', path, { headers, ...(signal ? { signal } : {}) });
    let task = accepted;
    for await (const line of linesOf(reply)) {
      if (line.trim() === '') continue;
      const message = JSON.parse(line) as { type?: string; data?: Partial<Task>; fields?: readonly string[] };
      if (message.type === 'heartbeat') continue;
      const { partial_output: _, ...whole } = task;
      // Sound is that of one change, and not of those behind it.
      task = { ...whole, ...(message.data ?? message) } as Task;
      yield { task, fields: message.data ? (message.fields ?? null) : null };
    }
  }

  async *#polled(accepted: Task): AsyncGenerator<Change, void> {
    const { signal, pollIntervalMs = POLL_INTERVAL_MS } = this.#options;
    const path = `/tasks/${encodeURIComponent(accepted.id)}`;
    for (let status: number | null = null; ; ) {
      const now = await answered<Task>(this.#transport, 'GET', `${path}/status`, undefined, signal);
      if (now.status !== status) {
        yield { task: await answered<Task>(this.#transport, 'GET', path, undefined, signal), fields: null };
        status = now.status;
      }
      await new Promise((resolve) => setTimeout(resolve, pollIntervalMs));
      signal?.throwIfAborted();
    }
  }
}

/** The last one may lack its end. */
async function* linesOf(reply: Response): AsyncGenerator<string, void> {
  const rest = yield* textParts(reply, /\n/);
  yield rest;
}
