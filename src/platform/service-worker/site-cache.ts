import { within } from '../time/within';
import { sliceResponse } from './byte-range';
import { fetchWhole } from './fetch-whole';
import type { KeepOrder, KeptReport } from './keeping-protocol';
import { keepingOrder, partOf, type SiteFile, type SitePart, THRIFTY_PART_COUNT } from './site-files';

/** The one cache of former versions, which every copy of the site on an origin shared. */
const FORMER_CACHE_NAME = 'pagevoice-site';
/** The page's code is small: a file of it that takes longer does not come. The next visit goes on with what is there. */
const LONGEST_CODE_MILLISECONDS = 60_000;
/** Browsers end a worker whose work on one message takes longer than five minutes. */
const LONGEST_FILE_MILLISECONDS = 280_000;
/** A network that is slower than this is taken for none when a page or a worker is opened. */
const LONGEST_OPENING_MILLISECONDS = 3_000;
/** A page opens workers that import each other: only the first of them waits for a network that does not answer. */
const NO_WAIT_MILLISECONDS = 10_000;
const REVISION = 'pagevoice-revision';

type KeptFile = {
  readonly address: string;
  readonly key: string;
  readonly part: SitePart;
  readonly byteLength: number;
  readonly sha256: string;
  readonly isNamedByContent: boolean;
};

/**
 * Keeps the built site, bundled model included, so that it works with the network off: the page's code when
 * it is installed, the rest file by file when the page asks for it. Files are kept under address and
 * revision: a new version fetches only what changed, and what the old version needs stays until that version
 * is gone. Each copy of the site has a cache of its own: an origin may hold several.
 */
export class SiteCache {
  readonly #caches: CacheStorage;
  readonly #fetch: (request: Request) => Promise<Response>;
  readonly #scope: string;
  readonly #cacheName: string;
  readonly #files: ReadonlyMap<string, KeptFile>;
  /** Time until which no answer of the network is waited for when something is opened. */
  #noWaitUntil = 0;
  /** Keeps one file at a time, over all tabs. */
  #keeping: Promise<KeptReport> | null = null;

  /** @param scope address of the site's folder, with its final slash. */
  constructor(
    files: readonly SiteFile[],
    scope: string,
    caches: CacheStorage,
    fetcher: (request: Request) => Promise<Response>,
  ) {
    this.#caches = caches;
    this.#fetch = fetcher;
    this.#scope = scope;
    this.#cacheName = `pagevoice-site ${scope}`;
    this.#files = new Map(
      files.map(({ url, revision, byteLength, sha256 }) => {
        const address = new URL(url, scope).href;
        const key = revision === null ? address : `${address}?${REVISION}=${revision}`;
        return [
          address,
          { address, key, part: partOf(url), byteLength, sha256, isNamedByContent: revision === null },
        ];
      }),
    );
  }

  /**
   * Fetches the page's code that is not kept yet, one file after another: the page itself may be loading at the same time.
   * All of it, also what is opened later: after an update the host no longer has the parts of the version before.
   * @throws Error when a file cannot be fetched, or not in time: the version before stays in charge.
   */
  async install(): Promise<void> {
    const cache = await this.#caches.open(this.#cacheName);
    for (const file of this.#files.values()) {
      if (file.part === 'page' && !(await isKept(cache, file)))
        await this.#keep(cache, file, LONGEST_CODE_MILLISECONDS);
    }
  }

  /** Keeps the next file that is missing. Never throws: what cannot be kept now is asked for again at the next visit. */
  keepNext(order: KeepOrder): Promise<KeptReport> {
    this.#keeping ??= this.#keepNext(order).finally(() => {
      this.#keeping = null;
    });
    return this.#keeping;
  }

  async #keepNext({ runtime, isThrifty }: KeepOrder): Promise<KeptReport> {
    const parts = keepingOrder(runtime);
    const wanted = isThrifty ? parts.slice(0, THRIFTY_PART_COUNT) : parts;
    let missing: readonly KeptFile[] = [...this.#files.values()];
    let problem: KeptReport['problem'] = null;
    try {
      const cache = await this.#caches.open(this.#cacheName);
      missing = await this.#missing(cache, parts);
      const next = missing.find(({ part }) => wanted.includes(part));
      if (next) {
        await this.#keep(cache, next, LONGEST_FILE_MILLISECONDS);
        missing = missing.filter((file) => file !== next);
      }
    } catch (error) {
      const name = error instanceof Error || error instanceof DOMException ? error.name : '';
      problem = name === 'QuotaExceededError' ? 'storage' : 'network';
    }
    return {
      missing: parts.filter((part) => missing.some((file) => file.part === part)),
      missingBytes: missing.reduce((sum, { byteLength }) => sum + byteLength, 0),
      hasMore: missing.some(({ part }) => wanted.includes(part)),
      problem,
    };
  }

  /** Missing files, in the order of `parts`. */
  async #missing(cache: Cache, parts: readonly SitePart[]): Promise<readonly KeptFile[]> {
    const missing: KeptFile[] = [];
    for (const file of this.#files.values()) if (!(await isKept(cache, file))) missing.push(file);
    return missing.sort((a, b) => parts.indexOf(a.part) - parts.indexOf(b.part));
  }

  /** Keeps the file only if it is as it was built. */
  async #keep(cache: Cache, file: KeptFile, milliseconds: number): Promise<void> {
    const { key, sha256, isNamedByContent } = file;
    const address = this.#served(file);
    const whole = await within(milliseconds, async (signal) => {
      const fetched = (mode: RequestCache) =>
        fetchWhole(this.#fetch, new Request(address, { cache: mode, signal }), sha256);
      if (!isNamedByContent) return fetched('no-cache');
      // Uses the browser's own cache first, unless that holds something else.
      return fetched('force-cache').catch(() => fetched('reload'));
    });
    await cache.put(key, whole);
  }

  /** Hosts answer index.html by sending the browser on to its folder. */
  #served({ address }: KeptFile): string {
    return address === `${this.#scope}index.html` ? this.#scope : address;
  }

  /** Drops what this version does not have; called when no page of an older version is left. */
  async removeOld(): Promise<void> {
    const cache = await this.#caches.open(this.#cacheName);
    const kept = new Set([...this.#files.values()].map(({ key }) => key));
    for (const request of await cache.keys()) if (!kept.has(request.url)) await cache.delete(request);
    if (await this.#caches.has(FORMER_CACHE_NAME)) await this.#leaveFormer();
  }

  /** Other copies of the site may still use the former cache, also in a folder inside of this one. */
  async #leaveFormer(): Promise<void> {
    const former = await this.#caches.open(FORMER_CACHE_NAME);
    const requests = await former.keys();
    const pages = requests.flatMap(({ url }) => /^(.*\/)index\.html(?:\?|$)/.exec(url)?.[1] ?? []);
    const inner = pages.filter((folder) => folder !== this.#scope && folder.startsWith(this.#scope));
    const own = requests.filter(
      ({ url }) => url.startsWith(this.#scope) && !inner.some((folder) => url.startsWith(folder)),
    );
    for (const request of own) await former.delete(request);
    if (own.length === requests.length) await this.#caches.delete(FORMER_CACHE_NAME);
  }

  /** @returns true for a request that `answer` may answer. */
  owns(request: Request): boolean {
    return request.method === 'GET' && this.#files.has(this.#addressOf(request.url));
  }

  /** Answers from the cache; from the network what is not kept, or not yet. */
  async answer(request: Request): Promise<Response> {
    const file = this.#files.get(this.#addressOf(request.url));
    // Set by the page for a script that could not be started.
    if (file && request.cache === 'reload') return this.#anew(file, request);
    // Not opened, which would make a cache where everything was erased.
    const kept =
      file && (await this.#caches.match(file.key, { ignoreVary: true, cacheName: this.#cacheName }));
    if (!file || !kept) return this.#fetch(request);
    if (isOpening(request)) return this.#withHeadersOfNow(kept, file);
    const range = request.headers.get('Range');
    return range === null ? kept : sliceResponse(kept, range);
  }

  /** Current file of the host; it replaces the copy if it is as built. */
  async #anew({ key, sha256 }: KeptFile, request: Request): Promise<Response> {
    const fresh = await this.#fetch(request);
    const replaced = fetchWhole(async () => fresh.clone(), request, sha256).then(async (whole) =>
      (await this.#caches.open(this.#cacheName)).put(key, whole),
    );
    await replaced.catch(() => {});
    return fresh;
  }

  /**
   * The kept copy with the headers that the host sends today: policies, and isolation, which a page and its
   * workers must share. Without a network, or with a slow one, under those that were kept.
   */
  async #withHeadersOfNow(kept: Response, file: KeptFile): Promise<Response> {
    if (Date.now() < this.#noWaitUntil) return kept;
    try {
      // Not a conditional request: the answer 304 often lacks the headers of the file.
      const { ok, redirected, headers } = await within(LONGEST_OPENING_MILLISECONDS, (signal) =>
        this.#fetch(new Request(this.#served(file), { method: 'HEAD', cache: 'no-store', signal })),
      );
      return ok && !redirected ? new Response(kept.body, { headers: withoutLength(headers) }) : kept;
    } catch (error) {
      const isSlow = error instanceof DOMException && error.name === 'TimeoutError';
      if (isSlow) this.#noWaitUntil = Date.now() + NO_WAIT_MILLISECONDS;
      return kept;
    }
  }

  /** Address without query and fragment; the folder itself is its index.html. */
  #addressOf(url: string): string {
    const address = url.replace(/[?#].*$/, '');
    return address === this.#scope ? `${address}index.html` : address;
  }
}

async function isKept(cache: Cache, { key }: KeptFile): Promise<boolean> {
  return (await cache.match(key, { ignoreVary: true })) !== undefined;
}

/** A page, or a worker: what has policies of its own. */
export function isOpening({ mode, destination }: Request): boolean {
  return mode === 'navigate' || destination === 'worker';
}

/** The body that the headers came with is another one. */
function withoutLength(headers: Headers): Headers {
  const rest = new Headers(headers);
  for (const name of ['Content-Length', 'Content-Encoding', 'ETag', 'Last-Modified']) rest.delete(name);
  return rest;
}
