type Held = { readonly tab: string; readonly name: string; readonly give: () => void };

/** The windows of a site as its service worker sees them, with the locks that they hold. */
export class FakeTabs {
  readonly #open = new Map<string, { readonly url: string; readonly inbox: EventTarget }>();
  /** Per name: the first holds it, the others wait. */
  #queue: Held[] = [];
  #count = 0;

  readonly locks = {
    query: async () => {
      const first = (held: Held) => this.#queue.find(({ name }) => name === held.name) === held;
      const info = (held: Held) => ({ name: held.name, clientId: held.tab });
      return {
        held: this.#queue.filter(first).map(info),
        pending: this.#queue.filter((held) => !first(held)).map(info),
      };
    },
  } as unknown as LockManager;

  open(url: string) {
    const id = `tab-${++this.#count}`;
    const inbox = new EventTarget();
    this.#open.set(id, { url, inbox });
    const serviceWorker = Object.assign(inbox, { startMessages: () => {} }) as ServiceWorkerContainer;
    const request = (name: string, run: () => Promise<void>) => this.#request(id, name, run);
    const close = () => {
      this.#open.delete(id);
      for (const held of this.#queue.filter(({ tab }) => tab === id)) this.#drop(held);
    };
    return { id, serviceWorker, locks: { request } as unknown as LockManager, close };
  }

  async matchAll() {
    return [...this.#open].map(([id, { url, inbox }]) => ({
      id,
      url,
      postMessage: (data: unknown, ports: readonly MessagePort[]) =>
        void inbox.dispatchEvent(Object.assign(new Event('message'), { data, ports })),
    }));
  }

  async get(id: string) {
    return this.#open.get(id);
  }

  async #request(tab: string, name: string, run: () => Promise<void>): Promise<void> {
    let give = () => {};
    const turn = new Promise<void>((resolve) => {
      give = resolve;
    });
    const held: Held = { tab, name, give };
    this.#queue.push(held);
    if (this.#queue.find((other) => other.name === name) === held) give();
    await turn;
    await run();
    this.#drop(held);
  }

  #drop(held: Held): void {
    this.#queue = this.#queue.filter((other) => other !== held);
    this.#queue.find(({ name }) => name === held.name)?.give();
  }
}
