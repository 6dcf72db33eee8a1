import { describe, expect, test } from 'vitest';
import type { RequestLine } from '../../../src/platform/service-worker/request-log';
import type { NetworkRules } from '../../../src/platform/service-worker/site-policy';
import { createSiteWorker } from '../../../src/platform/service-worker/site-worker';
import { CONTENTS, SCOPE, SHELL, siteOf } from '../../fakes/built-site';
import { MemoryCacheStorage } from '../../fakes/memory-cache-storage';

const THREAD = 'assets/main-1234.js';

/**
 * The worker in a browser with one page and one thread.
 * @param whenLoaded ends once the thread has loaded: browsers do not tell of it before.
 */
function started(storage = new MemoryCacheStorage(), whenLoaded = Promise.resolve()) {
  const { network, fetcher } = siteOf(CONTENTS);
  const told: RequestLine[] = [];
  const page = {
    id: 'p',
    url: SCOPE,
    type: 'window',
    postMessage: ({ line }: { line: RequestLine }) => told.push(line),
  };
  const clients = {
    matchAll: async () => [page],
    get: async (id: string) => (id === 'p' ? page : whenLoaded.then(() => ({ id, type: 'worker' }))),
  };
  const scope = {
    clients,
    registration: { scope: SCOPE },
    caches: storage.asCacheStorage(),
    fetch: (request: Request) =>
      request.url.startsWith(SCOPE) ? fetcher(request) : Promise.resolve(new Response(`of ${request.url}`)),
    navigator: { locks: { query: async () => ({ held: [], pending: [] }) } },
    skipWaiting: async () => {},
  };
  const worker = createSiteWorker(scope as never, SHELL);
  /** @returns null where the browser fetches by itself. */
  const ask = async (url: string, init: RequestInit & { destination?: string } = {}, clientId = 'p') => {
    const request = new Request(url, init);
    if (init.destination) Object.defineProperty(request, 'destination', { value: init.destination });
    const answers: (Response | Promise<Response>)[] = [];
    worker.answer({
      request,
      clientId,
      respondWith: (given: Response | Promise<Response>) => answers.push(given),
    });
    await Promise.resolve();
    return answers[0] ? await answers[0] : null;
  };
  const rule = (change: Partial<NetworkRules>) =>
    worker.take({ data: { type: 'network-rules', change } }) as Promise<NetworkRules>;
  return { worker, network, told, ask, rule, storage };
}

describe('policies', () => {
  test('a thread may reach its own origin only, whatever the host sends', async () => {
    const { ask } = started();
    const reply = await ask(SCOPE + THREAD, { destination: 'worker' });
    expect(reply!.headers.get('Content-Security-Policy')).toMatch(
      /default-src 'none'.* connect-src https:\/\/host\.example;/,
    );
    expect((await ask(SCOPE + THREAD))!.headers.get('Content-Security-Policy')).toBeNull();
  });

  test('a page and its threads are isolated once a person wants it', async () => {
    const { ask, rule } = started();
    const isolation = async () =>
      (await ask(SCOPE + THREAD, { destination: 'worker' }))!.headers.get('Cross-Origin-Embedder-Policy');
    expect(await isolation()).toBeNull();
    await rule({ isIsolated: true });
    expect(await isolation()).toBe('require-corp');
  });
});

describe('no network at all', () => {
  test('refuses every request, also after the browser has started the worker anew; what is kept is given out', async () => {
    const first = started();
    await first.worker.install();
    expect(await first.rule({ isCut: true })).toMatchObject({ isCut: true });
    const { ask, network, rule } = started(first.storage);
    await expect(ask('https://else.example/x')).rejects.toThrow('“No network at all” is on');
    await expect(ask(`${SCOPE}unknown.txt`)).rejects.toThrow('is on');
    expect(await (await ask(SCOPE + THREAD))!.text()).toBe('speak()');
    expect(network.fetched).toEqual([]);
    await rule({ isCut: false });
    expect(await ask('https://else.example/x')).toBeNull();
  });

  test('holds where the rules cannot be read', async () => {
    const storage = new MemoryCacheStorage();
    const { rule } = started(storage);
    await rule({ isCut: true });
    storage.has = async () => {
      throw new Error('The disk is gone.');
    };
    await expect(started(storage).ask('https://else.example/x')).rejects.toThrow('The disk is gone.');
  });
});

test('every request is told to the pages once: who asked, and what became of it', async () => {
  const { worker, ask, told, rule } = started();
  await worker.install();
  told.length = 0;
  await ask(SCOPE + THREAD, {}, 't');
  await ask('https://else.example/x');
  await rule({ isCut: true });
  await ask('https://else.example/y').catch(() => {});
  await new Promise(setImmediate);
  expect(told.map(({ url, from, outcome }) => [url, from, outcome])).toEqual([
    [SCOPE + THREAD, 'thread', 'device'],
    ['https://else.example/x', 'page', 'network'],
    ['https://else.example/y', 'page', 'refused'],
  ]);
  const lines = (await worker.take({ data: { type: 'request-lines' } })) as RequestLine[];
  expect(lines.slice(-3)).toEqual(told);
});

test('the files that a thread is loaded from are given out before the browser tells of it', async () => {
  let load = () => {};
  const whenLoaded = new Promise<void>((resolve) => {
    load = resolve;
  });
  const { worker, ask, told } = started(new MemoryCacheStorage(), whenLoaded);
  await worker.install();
  told.length = 0;
  expect(await (await ask(SCOPE + THREAD, { destination: 'worker' }, 't'))!.text()).toBe('speak()');
  load();
  await new Promise(setImmediate);
  expect(told.map(({ url, from }) => [url, from])).toContainEqual([SCOPE + THREAD, 'thread']);
});
