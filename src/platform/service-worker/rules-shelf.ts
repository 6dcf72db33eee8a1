import { firstRules, type NetworkRules } from './site-policy';

/** The network rules on the device. Only the service worker writes them. */
export class RulesShelf {
  readonly #caches: CacheStorage;
  readonly #cacheName: string;
  readonly #key: string;
  #loading: Promise<NetworkRules> | null = null;
  /** Null until they were read. */
  now: NetworkRules | null = null;

  /** @param scope address of the site's folder, with its final slash. */
  constructor(scope: string, caches: CacheStorage) {
    this.#caches = caches;
    this.#cacheName = `pagevoice-rules ${scope}`;
    this.#key = `${scope}network-rules`;
  }

  /** Rejects where they cannot be read: then nothing is asked for, because all may be forbidden. */
  read(): Promise<NetworkRules> {
    this.#loading ??= this.#load();
    this.#loading.catch(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  async change(change: Partial<NetworkRules>): Promise<NetworkRules> {
    const rules = { ...(await this.read()), ...change };
    const cache = await this.#caches.open(this.#cacheName);
    await cache.put(this.#key, Response.json(rules));
    this.now = rules;
    this.#loading = Promise.resolve(rules);
    return rules;
  }

  async #load(): Promise<NetworkRules> {
    // Not opened where there is none: an erased device stays empty.
    const kept = (await this.#caches.has(this.#cacheName))
      ? await (await this.#caches.open(this.#cacheName)).match(this.#key)
      : undefined;
    this.now = kept ? { ...firstRules, ...((await kept.json()) as Partial<NetworkRules>) } : firstRules;
    return this.now;
  }
}
