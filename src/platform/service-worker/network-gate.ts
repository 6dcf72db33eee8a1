import type { RequestLog, RequestOrigin } from './request-log';
import type { RulesShelf } from './rules-shelf';

/** Every request of the service worker goes through here, its own and those of pages and threads that it passes on. */
export class NetworkGate {
  readonly #rules: RulesShelf;
  readonly #log: RequestLog;
  readonly #fetch: (request: Request) => Promise<Response>;
  readonly #askers = new WeakMap<Request, Promise<RequestOrigin>>();
  readonly #fetched = new WeakSet<Response>();

  constructor(rules: RulesShelf, log: RequestLog, fetcher: (request: Request) => Promise<Response>) {
    this.#rules = rules;
    this.#log = log;
    this.#fetch = fetcher;
  }

  /** Notes who asked for it; without that it is the service worker's own. */
  isOf(request: Request, from: Promise<RequestOrigin>): void {
    this.#askers.set(request, from);
  }

  /** @returns true for an answer that came over the network. */
  hasFetched(response: Response): boolean {
    return this.#fetched.has(response);
  }

  /** @throws TypeError where the network is switched off, as a fetch without one does. */
  async fetch(request: Request): Promise<Response> {
    const from = this.#askers.get(request) ?? 'service worker';
    const { isCut } = await this.#rules.read();
    void this.#log.note(request, from, isCut ? 'refused' : 'network');
    if (isCut) throw new TypeError(`“No network at all” is on: ${request.url} was not asked for.`);
    const response = await this.#fetch(request);
    this.#fetched.add(response);
    return response;
  }
}
