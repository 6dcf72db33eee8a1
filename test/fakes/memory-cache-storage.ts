/** A small real CacheStorage: keeps whole bodies in memory, matches by exact address. */
export class MemoryCacheStorage {
  readonly #caches = new Map<string, MemoryCache>();
  /** What is put then is refused, as a browser does whose disk is full. */
  isFull = false;

  async open(name: string): Promise<MemoryCache> {
    const cache = this.#caches.get(name) ?? new MemoryCache(() => this.isFull);
    this.#caches.set(name, cache);
    return cache;
  }

  async has(name: string): Promise<boolean> {
    return this.#caches.has(name);
  }

  /** In the cache of that name only; unlike `open` it makes none. */
  async match(key: string, { cacheName }: { cacheName: string }): Promise<Response | undefined> {
    return this.#caches.get(cacheName)?.match(key);
  }

  async delete(name: string): Promise<boolean> {
    return this.#caches.delete(name);
  }

  async keys(): Promise<string[]> {
    return [...this.#caches.keys()];
  }

  /** As the platform's type, of which the rest is unused here. */
  asCacheStorage(): CacheStorage {
    return this as unknown as CacheStorage;
  }
}

class MemoryCache {
  readonly #isFull: () => boolean;
  readonly #entries = new Map<string, { body: ArrayBuffer; headers: Headers }>();

  constructor(isFull: () => boolean) {
    this.#isFull = isFull;
  }

  async match(key: string): Promise<Response | undefined> {
    const entry = this.#entries.get(key);
    return entry && new Response(entry.body, { headers: entry.headers });
  }
  async put(key: string, response: Response): Promise<void> {
    if (this.#isFull()) throw new DOMException('No room.', 'QuotaExceededError');
    this.#entries.set(key, { body: await response.arrayBuffer(), headers: response.headers });
  }
  async keys(): Promise<Request[]> {
    return [...this.#entries.keys()].map((key) => new Request(key));
  }
  async delete(request: Request): Promise<boolean> {
    return this.#entries.delete(request.url);
  }
}
