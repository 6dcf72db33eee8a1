/** Message of a worker to its page: start a thread. The port carries what worker and thread say to each other. */
export type ThreadOrder = {
  readonly type: 'start-thread';
  readonly address: string;
  readonly options: WorkerOptions;
  readonly port: MessagePort;
};

/** From the worker to its thread. */
export type ThreadTask =
  | { readonly type: 'message'; readonly data: unknown; readonly transfer: Transferable[] }
  | { readonly type: 'end' };

/** From the thread to its worker. */
export type ThreadNews =
  | { readonly type: 'message'; readonly data: unknown }
  | { readonly type: 'error'; readonly message: string };

/** A worker's scope, as far as its threads need it. */
type ThreadStarter = {
  readonly location: { readonly href: string };
  postMessage(order: ThreadOrder, transfer: Transferable[]): void;
  Worker: unknown;
};

/**
 * Makes `new Worker` of this worker ask the page for the thread. In Firefox (seen in ESR 153) the constructor may never
 * return when a worker calls it: it waits for one wake-up that the new thread may take (docs/measurements.md, "Other browsers"). The runtime
 * and the importer start theirs by that constructor, so the name is what is replaced.
 * The page answers with `ThreadsOfWorker`.
 */
export function startThreadsFromPage(scope: ThreadStarter = self as unknown as ThreadStarter): void {
  scope.Worker = class extends PageThread {
    constructor(address: string | URL, options?: WorkerOptions) {
      super(scope, address, options);
    }
  };
}

/** A thread that the page runs, as the worker that ordered it sees it: the part of `Worker` that is used here. */
class PageThread extends EventTarget {
  onmessage: ((event: MessageEvent) => void) | null = null;
  onerror: ((event: Event) => void) | null = null;
  readonly #port: MessagePort;

  constructor(scope: ThreadStarter, address: string | URL, { type, name }: WorkerOptions = {}) {
    super();
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.onmessage = ({ data }: MessageEvent<ThreadNews>) => this.#tell(data);
    const { href } = new URL(address, scope.location.href);
    const options = { ...(type && { type }), ...(name && { name }) };
    scope.postMessage({ type: 'start-thread', address: href, options, port: port2 }, [port2]);
  }

  postMessage(data: unknown, given: Transferable[] | StructuredSerializeOptions = []): void {
    const transfer = Array.isArray(given) ? given : (given.transfer ?? []);
    this.#send({ type: 'message', data, transfer }, transfer);
  }

  terminate(): void {
    this.#send({ type: 'end' }, []);
    this.#port.close();
  }

  #send(task: ThreadTask, transfer: Transferable[]): void {
    this.#port.postMessage(task, transfer);
  }

  #tell(news: ThreadNews): void {
    if (news.type === 'message') {
      const event = new MessageEvent('message', { data: news.data });
      this.onmessage?.(event);
      this.dispatchEvent(event);
      return;
    }
    const event = Object.assign(new Event('error', { cancelable: true }), { message: news.message });
    this.onerror?.(event);
    this.dispatchEvent(event);
  }
}
