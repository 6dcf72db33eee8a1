import { isApiPath } from '../../core/api/api-paths';
import { sendCall } from '../api/call-wire';
import { OFFER } from '../api/offer';
import { type Clock, systemClock } from '../time/clock';

/** A page answers within milliseconds, unless its thread is busy or the browser has frozen it. */
const LONGEST_ANSWER_MILLISECONDS = 5_000;
const LOOK_MILLISECONDS = 1_000;

export type RoutedEvent = Pick<FetchEvent, 'request' | 'clientId'>;

/** The windows of a service worker, as far as calls are routed to them. */
export type RouterClients = {
  matchAll(options: { type: 'window'; includeUncontrolled: true }): Promise<readonly RouterClient[]>;
  get(id: string): Promise<unknown>;
};
type RouterClient = {
  readonly id: string;
  readonly url: string;
  postMessage(message: unknown, transfer: MessagePort[]): void;
};

/**
 * Sends calls of the API to the page that answers them, and its replies back. It computes nothing: all it knows of a
 * call is its path. Which page answers is decided among the pages, by a lock.
 */
export class CallRouter {
  readonly #scope: string;
  readonly #clients: RouterClients;
  readonly #isHeld: () => Promise<boolean>;
  readonly #fetch: (request: Request) => Promise<Response>;
  readonly #clock: Clock;

  /**
   * @param scope address of the site's folder, with its final slash.
   * @param isHeld whether a page holds the lock, or waits for it.
   */
  constructor(
    scope: string,
    clients: RouterClients,
    isHeld: () => Promise<boolean>,
    fetcher: (request: Request) => Promise<Response>,
    clock: Clock = systemClock,
  ) {
    this.#scope = scope;
    this.#clients = clients;
    this.#isHeld = isHeld;
    this.#fetch = fetcher;
    this.#clock = clock;
  }

  /** Pages that are opened come from the host, whatever their path. */
  owns({ url, mode }: Request): boolean {
    return mode !== 'navigate' && url.startsWith(this.#scope) && isApiPath(this.#pathOf(url).split('?')[0]!);
  }

  async answer(event: RoutedEvent): Promise<Response> {
    const { request } = event;
    if (!this.#pathOf(request.url).startsWith('files/') || request.method !== 'GET')
      return this.#route(event);
    // The host may have a folder of this name: what the page does not know comes from there, if it has it.
    const own = await this.#route(event);
    if (own.status !== 404 && own.status !== 503) return own;
    const hosted = await this.#fetch(request).catch(() => own);
    return hosted.ok ? hosted : own;
  }

  async #route({ request, clientId }: RoutedEvent): Promise<Response> {
    const found = await this.#find();
    if (!found) return nobodyThere(NOBODY);
    const { port, client } = found;
    const stop = new AbortController();
    const leave = () => stop.abort(request.signal.reason);
    if (request.signal.aborted) leave();
    else request.signal.addEventListener('abort', leave);
    const unwatch = this.#watch([client.id, clientId], () =>
      stop.abort(new TypeError('The page that answers has been closed.')),
    );
    const head = {
      method: request.method,
      path: `/${this.#pathOf(request.url)}`,
      headers: [...request.headers],
      isBlind: true,
    };
    const { reply, ended } = sendCall(port, head, await bodyOf(request), stop.signal);
    void ended.then(unwatch);
    try {
      return await reply;
    } catch (error) {
      if (request.signal.aborted) throw error;
      return nobodyThere(CLOSED);
    }
  }

  /** Asks all pages of this site at once; the one that holds the lock answers. */
  async #find(): Promise<{ readonly port: MessagePort; readonly client: RouterClient } | null> {
    if (!(await this.#isHeld())) return null;
    const all = await this.#clients.matchAll({ type: 'window', includeUncontrolled: true });
    const pages = all.filter(({ url }) => url.startsWith(this.#scope));
    const channels = pages.map((client) => ({ client, channel: new MessageChannel() }));
    let cancel = () => {};
    const found = await new Promise<(typeof channels)[number] | null>((resolve) => {
      if (channels.length === 0) resolve(null);
      cancel = this.#clock.after(LONGEST_ANSWER_MILLISECONDS, () => resolve(null));
      for (const one of channels) {
        one.channel.port1.onmessage = () => resolve(one);
        one.client.postMessage({ type: OFFER }, [one.channel.port2]);
      }
    });
    cancel();
    for (const one of channels) if (one !== found) one.channel.port1.close();
    return found && { port: found.channel.port1, client: found.client };
  }

  /** Calls `gone` once a page is no longer open: a port does not tell in every browser, nor does a request's signal. */
  #watch(ids: readonly string[], gone: () => void): () => void {
    let isOver = false;
    let cancel = () => {};
    const look = async () => {
      for (const id of ids) {
        if (id === '' || (await this.#clients.get(id))) continue;
        if (!isOver) gone();
        isOver = true;
      }
      if (!isOver) cancel = this.#clock.after(LOOK_MILLISECONDS, () => void look());
    };
    void look();
    return () => {
      isOver = true;
      cancel();
    };
  }

  #pathOf(url: string): string {
    return url.slice(this.#scope.length).replace(/#.*$/, '');
  }
}

const NOBODY =
  'No page of this site that can speak is open, or it does not answer. Open it, wait until its model is loaded, and keep it open.';
const CLOSED = 'The page that was answering has been closed. Open it and send the call again.';

/** In OpenAI's shape, with the fields of RFC 9457 beside it, which the job routes have. */
function nobodyThere(message: string): Response {
  const error = { message, type: 'server_error', param: null, code: 'model_not_loaded' };
  const problem = { type: 'about:blank', title: 'Service Unavailable', status: 503, detail: message, error };
  return Response.json(problem, { status: 503, headers: { 'retry-after': '5' } });
}

/** Browsers that have no streams of requests give the bytes whole. */
async function bodyOf(request: Request): Promise<ReadableStream<Uint8Array<ArrayBuffer>> | null> {
  if (request.method === 'GET' || request.method === 'HEAD') return null;
  return request.body ?? new Response(await request.arrayBuffer()).body;
}
