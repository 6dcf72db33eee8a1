import { sliceResponse } from './byte-range';

/** A file of the built site; `revision` is null where the name already holds a hash of the content. */
export type SiteFile = { readonly url: string; readonly revision: string | null };

const CACHE_NAME = 'pagevoice-site';
const REVISION = 'pagevoice-revision';

/**
 * Keeps the whole built site, bundled model included, so that it works with the network off.
 * Files are kept under address and revision: a new version fetches only what changed, and what the old version needs
 * stays until that version is gone.
 */
export class SiteCache {
  readonly #caches: CacheStorage;
  readonly #fetch: (request: Request) => Promise<Response>;
  readonly #scope: string;
  /** Key in the cache of every file, by its address. */
  readonly #keys: ReadonlyMap<string, string>;

  /** @param scope address of the folder that the site lives in, with its final slash. */
  constructor(
    files: readonly SiteFile[],
    scope: string,
    caches: CacheStorage,
    fetcher: (request: Request) => Promise<Response>,
  ) {
    this.#caches = caches;
    this.#fetch = fetcher;
    this.#scope = scope;
    this.#keys = new Map(
      files.map(({ url, revision }) => {
        const address = new URL(url, scope).href;
        return [address, revision === null ? address : `${address}?${REVISION}=${revision}`];
      }),
    );
  }

  /**
   * Fetches what is not kept yet, one file after another: the page itself is loading at the same time.
   * @throws TypeError when a file cannot be fetched: the version before stays in charge.
   */
  async install(): Promise<void> {
    const cache = await this.#caches.open(CACHE_NAME);
    for (const [address, key] of this.#keys) {
      if (await cache.match(key, { ignoreVary: true })) continue;
      const response = await this.#fetch(new Request(address, { cache: 'no-cache' }));
      if (!response.ok) throw new TypeError(`${address} answered ${response.status}`);
      // A browser refuses a redirected response as an answer to opening a page, so only what arrived is kept.
      await cache.put(key, new Response(response.body, response));
    }
  }

  /** Drops what this version does not have; called when no page of an older version is left. */
  async removeOld(): Promise<void> {
    const cache = await this.#caches.open(CACHE_NAME);
    const kept = new Set(this.#keys.values());
    for (const request of await cache.keys()) if (!kept.has(request.url)) await cache.delete(request);
  }

  /** @returns true for a request that `answer` may answer. */
  owns(request: Request): boolean {
    return request.method === 'GET' && this.#keys.has(this.#addressOf(request.url));
  }

  /** Answers from the cache; from the network if the browser has thrown the file away. */
  async answer(request: Request): Promise<Response> {
    const cache = await this.#caches.open(CACHE_NAME);
    const key = this.#keys.get(this.#addressOf(request.url)) ?? '';
    const kept = await cache.match(key, { ignoreVary: true });
    if (!kept) return this.#fetch(request);
    const range = request.headers.get('Range');
    return range === null ? kept : sliceResponse(kept, range);
  }

  /** Without query and fragment; the folder itself is its index.html. */
  #addressOf(url: string): string {
    const address = url.replace(/[?#].*$/, '');
    return address === this.#scope ? `${address}index.html` : address;
  }
}
