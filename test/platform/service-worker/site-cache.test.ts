import { expect, test } from 'vitest';
import { SiteCache, type SiteFile } from '../../../src/platform/service-worker/site-cache';
import { isNeededHere } from '../../../src/platform/service-worker/site-files';
import { MemoryCacheStorage } from '../../fakes/memory-cache-storage';

const SCOPE = 'https://host.example/some/base/';

/** A site on a network that can be cut; counts what is fetched. */
function siteOf(contents: Record<string, string>) {
  const network = { isCut: false, fetched: [] as string[] };
  const fetcher = async (request: Request) => {
    if (network.isCut) throw new TypeError('network cut');
    const name = request.url.slice(SCOPE.length);
    network.fetched.push(name);
    const body = contents[name];
    return body === undefined ? new Response(null, { status: 404 }) : new Response(body);
  };
  return { network, fetcher };
}

const SHELL: SiteFile[] = [
  { url: 'index.html', revision: 'a' },
  { url: 'assets/main-1234.js', revision: null },
];
const CONTENTS = { 'index.html': '<p>one</p>', 'assets/main-1234.js': 'speak()' };

test('after the install every file is answered with the network off', async () => {
  const { network, fetcher } = siteOf(CONTENTS);
  const site = new SiteCache(SHELL, SCOPE, new MemoryCacheStorage().asCacheStorage(), fetcher);
  await site.install();
  network.isCut = true;
  const textAt = async (path: string) => (await site.answer(new Request(SCOPE + path))).text();
  expect(await textAt('')).toBe('<p>one</p>');
  expect(await textAt('?model=x#top')).toBe('<p>one</p>');
  expect(await textAt('index.html')).toBe('<p>one</p>');
  expect(await textAt('assets/main-1234.js')).toBe('speak()');
});

test('what is not of the site is left to the network', () => {
  const { fetcher } = siteOf(CONTENTS);
  const site = new SiteCache(SHELL, SCOPE, new MemoryCacheStorage().asCacheStorage(), fetcher);
  expect(site.owns(new Request(SCOPE))).toBe(true);
  expect(site.owns(new Request(SCOPE, { method: 'POST' }))).toBe(false);
  expect(site.owns(new Request(`${SCOPE}other.html`))).toBe(false);
  expect(site.owns(new Request('https://host.example/index.html'))).toBe(false);
});

test('a new version fetches only what changed and drops the old when it takes over', async () => {
  const storage = new MemoryCacheStorage().asCacheStorage();
  const old = siteOf(CONTENTS);
  const oldSite = new SiteCache(SHELL, SCOPE, storage, old.fetcher);
  await oldSite.install();

  const { network, fetcher } = siteOf({ ...CONTENTS, 'index.html': '<p>two</p>' });
  const files = [{ url: 'index.html', revision: 'b' }, SHELL[1]!];
  const site = new SiteCache(files, SCOPE, storage, fetcher);
  await site.install();
  expect(network.fetched).toEqual(['index.html']);
  expect(await (await oldSite.answer(new Request(SCOPE))).text()).toBe('<p>one</p>');

  await site.removeOld();
  expect(await (await site.answer(new Request(SCOPE))).text()).toBe('<p>two</p>');
  old.network.isCut = true;
  await expect(oldSite.answer(new Request(SCOPE))).rejects.toThrow('network cut');
});

test('an install that misses a file fails, and the next one goes on from there', async () => {
  const storage = new MemoryCacheStorage().asCacheStorage();
  const broken = siteOf({ 'index.html': 'x' });
  await expect(new SiteCache(SHELL, SCOPE, storage, broken.fetcher).install()).rejects.toThrow('404');
  const whole = siteOf(CONTENTS);
  await new SiteCache(SHELL, SCOPE, storage, whole.fetcher).install();
  expect(whole.network.fetched).toEqual(['assets/main-1234.js']);
});

test('bytes of a kept file are answered as a server answers them', async () => {
  const { network, fetcher } = siteOf(CONTENTS);
  const site = new SiteCache(SHELL, SCOPE, new MemoryCacheStorage().asCacheStorage(), fetcher);
  await site.install();
  network.isCut = true;
  const ask = (range: string) =>
    site.answer(new Request(`${SCOPE}index.html`, { headers: { Range: range } }));

  const middle = await ask('bytes=3-5');
  expect([middle.status, middle.headers.get('Content-Range')]).toEqual([206, 'bytes 3-5/10']);
  expect(await middle.text()).toBe('one');
  expect(await (await ask('bytes=6-')).text()).toBe('</p>');
  expect(await (await ask('bytes=-4')).text()).toBe('</p>');
  expect(await (await ask('bytes=6-999')).text()).toBe('</p>');
  expect((await ask('bytes=10-')).status).toBe(416);
  expect((await ask('bytes=-0')).status).toBe(416);
  for (const ignored of ['lines=1-2', 'bytes=1-2,4-5', 'bytes=5-3', 'bytes=-', 'nonsense'])
    expect((await ask(ignored)).status).toBe(200);
});

test('a browser keeps only the runtime that it can run', () => {
  const urls = ['index.html', 'assets/ort.jspi-1.wasm', 'assets/ort.asyncify-2.wasm', 'assets/ort-3.wasm'];
  expect(urls.filter((url) => isNeededHere(url, true))).toEqual([urls[0], urls[1], urls[3]]);
  expect(urls.filter((url) => isNeededHere(url, false))).toEqual([urls[0], urls[2], urls[3]]);
});
