/** One request of this site, as the service worker or a thread's own record saw it. */
export type RequestLine = {
  /** Different for every request. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly method: string;
  readonly url: string;
  /** Its destination, in the words of the Fetch standard: `worker`, `script`, `image`; empty for `fetch`. */
  readonly destination: string;
  readonly from: RequestOrigin;
  readonly outcome: RequestOutcome;
};

export type RequestOrigin = 'page' | 'thread' | 'service worker';

/** `device`: answered from what is kept. `page`: an API call that a page of the site answers. `refused`: not sent. */
export type RequestOutcome = 'device' | 'page' | 'network' | 'refused';

/** Message from the service worker to the pages. */
export type RequestNews = { readonly type: 'pagevoice-request'; readonly line: RequestLine };

export function isRequestNews(data: unknown): data is RequestNews {
  return (data as { type?: unknown } | null)?.type === 'pagevoice-request';
}

/** More than a session with a model of a hundred shards has. */
export const MOST_LINES = 2_000;

/** Requests that the service worker has seen since the browser started it; pages keep the rest. */
export class RequestLog {
  readonly #lines: RequestLine[] = [];
  readonly #tell: (news: RequestNews) => void;
  readonly #now: () => number;
  readonly #startedAt: number;
  #count = 0;

  constructor(tell: (news: RequestNews) => void, now: () => number = Date.now) {
    this.#tell = tell;
    this.#now = now;
    this.#startedAt = now();
  }

  get lines(): readonly RequestLine[] {
    return this.#lines;
  }

  /** @param from may be known only after the request has been answered; its line comes then. */
  async note(
    { method, url, destination }: Pick<Request, 'method' | 'url' | 'destination'>,
    from: RequestOrigin | Promise<RequestOrigin>,
    outcome: RequestOutcome,
  ): Promise<void> {
    const id = `${this.#startedAt}-${++this.#count}`;
    const at = this.#now();
    const line: RequestLine = { id, at, method, url, destination, from: await from, outcome };
    this.#lines.push(line);
    if (this.#lines.length > MOST_LINES) this.#lines.shift();
    this.#tell({ type: 'pagevoice-request', line });
  }
}
