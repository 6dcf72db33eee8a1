import type { ThreadNews, ThreadOrder, ThreadTask } from './page-thread';

/** Starts the threads that a worker orders of its page, carries their messages, and ends them with the worker. */
export class ThreadsOfWorker {
  readonly #start: (address: string, options: WorkerOptions) => Worker;
  /** Each thread that runs, with its port to who ordered it and the threads that it ordered itself. */
  readonly #running = new Map<Worker, { readonly port: MessagePort; readonly own: ThreadsOfWorker }>();
  /** Threads that were started before they are ordered, by their address. */
  readonly #early = new Map<string, StartedThread>();
  #isEnded = false;

  constructor(
    worker: EventTarget,
    start = (address: string, options: WorkerOptions): Worker => new Worker(address, options),
  ) {
    this.#start = start;
    worker.addEventListener('message', (event) => {
      const { data } = event as MessageEvent<unknown>;
      if (isThreadOrder(data) && !this.#isEnded) this.#obey(data);
    });
  }

  /**
   * Starts a thread that is likely to be ordered. One that cannot be started is started again by its order.
   * @returns sends it a message, also when it has been ordered meanwhile.
   */
  begin(address: string, options: WorkerOptions): (message: unknown) => void {
    if (this.#isEnded) return () => {};
    const { thread } = this.#early.get(address) ?? this.#startEarly(address, options);
    return (message) => thread.postMessage(message);
  }

  /** Ends the threads that were begun and not ordered. */
  endUnused(): void {
    for (const started of this.#early.values()) endThread(started);
    this.#early.clear();
  }

  end(): void {
    this.#isEnded = true;
    this.endUnused();
    for (const thread of this.#running.keys()) this.#stop(thread);
  }

  #startEarly(address: string, options: WorkerOptions): StartedThread {
    const started = this.#startThread(address, options);
    this.#early.set(address, started);
    started.thread.addEventListener('error', (event) => {
      event.preventDefault();
      if (this.#early.get(address) !== started) return;
      this.#early.delete(address);
      endThread(started);
    });
    return started;
  }

  #obey({ address, options, port }: ThreadOrder): void {
    const tell = (news: ThreadNews, transfer: Transferable[] = []) => port.postMessage(news, transfer);
    const unreadable = () => tell({ type: 'error', message: 'a message of it could not be read' });
    try {
      const { thread, own } = this.#early.get(address) ?? this.#startThread(address, options);
      this.#early.delete(address);
      this.#running.set(thread, { port, own });
      thread.addEventListener('message', ({ data }) => {
        if (!isThreadOrder(data)) tell({ type: 'message', data }, ownBuffers(data));
      });
      thread.addEventListener('error', (event) => {
        event.preventDefault();
        tell({ type: 'error', message: event.message || 'its script could not be started' });
      });
      thread.addEventListener('messageerror', unreadable);
      port.onmessage = ({ data: task }: MessageEvent<ThreadTask>) => {
        if (task.type === 'message') thread.postMessage(task.data, task.transfer);
        else this.#stop(thread);
      };
      port.onmessageerror = unreadable;
    } catch (error) {
      tell({ type: 'error', message: String(error) });
    }
  }

  #startThread(address: string, options: WorkerOptions): StartedThread {
    const thread = this.#start(address, options);
    return { thread, own: new ThreadsOfWorker(thread, this.#start) };
  }

  #stop(thread: Worker): void {
    const running = this.#running.get(thread);
    if (!running) return;
    running.port.close();
    endThread({ thread, own: running.own });
    this.#running.delete(thread);
  }
}

/** A thread, and the threads that it orders itself. */
type StartedThread = { readonly thread: Worker; readonly own: ThreadsOfWorker };

function endThread({ thread, own }: StartedThread): void {
  thread.terminate();
  own.end();
}

function isThreadOrder(data: unknown): data is ThreadOrder {
  return typeof data === 'object' && data !== null && (data as { type?: unknown }).type === 'start-thread';
}

/** The buffers of a thread's answer, which is passed on and not kept: rounded weights are not copied. */
function ownBuffers(data: unknown): ArrayBuffer[] {
  if (typeof data !== 'object' || data === null) return [];
  const arrays = Object.values(data).filter((value) => ArrayBuffer.isView(value));
  return [...new Set(arrays.map(({ buffer }) => buffer))].filter((buffer) => buffer instanceof ArrayBuffer);
}
