import { afterEach, expect, test, vi } from 'vitest';
import { SiteCache } from '../../../src/platform/service-worker/site-cache';
import { CONTENTS, SCOPE, SHELL, siteOf } from '../../fakes/built-site';
import { MemoryCacheStorage } from '../../fakes/memory-cache-storage';

afterEach(() => {
  vi.useRealTimers();
});

test('two copies of the site on one origin leave each other alone', async () => {
  const storage = new MemoryCacheStorage();
  const copies = ['https://host.example/', 'https://host.example/b/'].map((scope) => {
    const fetcher = async ({ url }: Request) =>
      new Response(CONTENTS[(url.slice(scope.length) || 'index.html') as keyof typeof CONTENTS]);
    return { scope, site: new SiteCache(SHELL, scope, storage.asCacheStorage(), fetcher) };
  });
  for (const { site } of copies) await site.install();
  for (const { site } of copies) await site.removeOld();
  for (const scope of ['https://host.example/', 'https://host.example/b/']) {
    const site = new SiteCache(SHELL, scope, storage.asCacheStorage(), async () => Response.error());
    expect(await (await site.answer(new Request(`${scope}assets/main-1234.js`))).text()).toBe('speak()');
  }
});

test('of the cache that all copies once shared, each removes what is its own', async () => {
  const storage = new MemoryCacheStorage();
  const former = await storage.open('pagevoice-site');
  for (const folder of ['', 'b/'])
    for (const name of ['index.html?pagevoice-revision=1', 'assets/old-1.js'])
      await former.put(`https://host.example/${folder}${name}`, new Response('old'));
  const remove = (scope: string) =>
    new SiteCache(SHELL, scope, storage.asCacheStorage(), async () => Response.error()).removeOld();
  await remove('https://host.example/');
  expect((await former.keys()).map(({ url }) => url)).toEqual([
    'https://host.example/b/index.html?pagevoice-revision=1',
    'https://host.example/b/assets/old-1.js',
  ]);
  await remove('https://host.example/b/');
  expect(await storage.keys()).not.toContain('pagevoice-site');
});

test('a file that the browser holds wrongly is fetched once more past its cache', async () => {
  const asked: string[] = [];
  const { fetcher } = siteOf(CONTENTS);
  const site = new SiteCache(SHELL, SCOPE, new MemoryCacheStorage().asCacheStorage(), async (request) => {
    if (request.cache === 'force-cache') return new Response('<p>Not here yet</p>');
    asked.push(request.cache);
    return fetcher(request);
  });
  await site.install();
  expect(asked).toEqual(['no-cache', 'reload']);
  const script = new Request(`${SCOPE}assets/main-1234.js`);
  expect(await (await site.answer(script)).text()).toBe('speak()');
});

test('what was redirected is not kept', async () => {
  const { fetcher } = siteOf(CONTENTS);
  const site = new SiteCache(SHELL, SCOPE, new MemoryCacheStorage().asCacheStorage(), async (request) =>
    Object.defineProperty(await fetcher(request), 'redirected', { value: true }),
  );
  await expect(site.install()).rejects.toThrow('was redirected');
});

test('a copy that the page cannot use is replaced when it asks past the cache', async () => {
  const storage = new MemoryCacheStorage();
  const { network, fetcher } = siteOf(CONTENTS);
  const site = new SiteCache(SHELL, SCOPE, storage.asCacheStorage(), fetcher);
  await site.install();
  const address = `${SCOPE}assets/main-1234.js`;
  await (await storage.open((await storage.keys())[0]!)).put(address, new Response('sp\0ak('));
  const anew = await site.answer(new Request(address, { cache: 'reload' }));
  expect(await anew.text()).toBe('speak()');
  network.isCut = true;
  expect(await (await site.answer(new Request(address))).text()).toBe('speak()');
});

/** A request as browsers make it, which nobody else can. */
const opening = (path: string, kind: { readonly mode: string } | { readonly destination: string }) => {
  const request = new Request(SCOPE + path);
  for (const [name, value] of Object.entries(kind)) Object.defineProperty(request, name, { value });
  return request;
};
const aPage = { mode: 'navigate' };
const aWorker = { destination: 'worker' };

test('page and workers come under the headers of now, what is kept under them stays the same version', async () => {
  const storage = new MemoryCacheStorage().asCacheStorage();
  await new SiteCache(SHELL, SCOPE, storage, siteOf(CONTENTS).fetcher).install();
  const headers = { 'Cross-Origin-Embedder-Policy': 'require-corp', 'Content-Length': '99' };
  const site = new SiteCache(SHELL, SCOPE, storage, async () => new Response('<p>two</p>', { headers }));
  for (const request of [
    opening('', aPage),
    opening('?model=x', aPage),
    opening('assets/main-1234.js', aWorker),
  ]) {
    const answer = await site.answer(request);
    expect(answer.headers.get('Cross-Origin-Embedder-Policy')).toBe('require-corp');
    expect(answer.headers.has('Content-Length')).toBe(false);
    expect(await answer.text()).toMatch(/one|speak/);
  }
});

test('without a network, with a slow one or a broken host the page opens as it was kept', async () => {
  const { network, fetcher } = siteOf(CONTENTS);
  const storage = new MemoryCacheStorage().asCacheStorage();
  const site = new SiteCache(SHELL, SCOPE, storage, fetcher);
  await site.install();
  network.isCut = true;
  expect(await (await site.answer(opening('', aPage))).text()).toBe('<p>one</p>');
  const broken = new SiteCache(SHELL, SCOPE, storage, async () => new Response('down', { status: 503 }));
  expect(await (await broken.answer(opening('', aPage))).text()).toBe('<p>one</p>');
  vi.useFakeTimers();
  let askedCount = 0;
  const slow = new SiteCache(SHELL, SCOPE, storage, () => {
    askedCount++;
    return new Promise(() => {});
  });
  const answer = slow.answer(opening('', aPage));
  await vi.advanceTimersByTimeAsync(3_000);
  expect(await (await answer).text()).toBe('<p>one</p>');
  // Its workers, and the scripts that these import, do not wait one after the other.
  expect(await (await slow.answer(opening('assets/main-1234.js', aWorker))).text()).toBe('speak()');
  expect(askedCount).toBe(1);
  await vi.advanceTimersByTimeAsync(10_000);
  void slow.answer(opening('', aPage));
  await vi.waitFor(() => expect(askedCount).toBe(2));
});

test('an install that does not end is given up, and the next one goes on from there', async () => {
  const storage = new MemoryCacheStorage().asCacheStorage();
  const { network, fetcher } = siteOf(CONTENTS);
  vi.useFakeTimers();
  const signals: AbortSignal[] = [];
  const stuck = new SiteCache(SHELL, SCOPE, storage, (request) => {
    if (!request.url.endsWith('.js')) return fetcher(request);
    signals.push(request.signal);
    return new Promise(() => {});
  });
  const ended = expect(stuck.install()).rejects.toThrow('60 seconds');
  await vi.waitFor(() => expect(signals).toHaveLength(1));
  await vi.advanceTimersByTimeAsync(60_000);
  await ended;
  expect(signals[0]!.aborted).toBe(true);
  vi.useRealTimers();
  await new SiteCache(SHELL, SCOPE, storage, fetcher).install();
  expect(network.fetched).toEqual(['index.html', 'assets/main-1234.js']);
});
