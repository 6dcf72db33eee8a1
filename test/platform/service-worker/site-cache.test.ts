import { expect, test } from 'vitest';
import type { KeepOrder } from '../../../src/platform/service-worker/keeping-protocol';
import { SiteCache } from '../../../src/platform/service-worker/site-cache';
import { isNeededHere } from '../../../src/platform/service-worker/site-files';
import { CONTENTS, listed, listOf, SCOPE, SHELL, siteOf } from '../../fakes/built-site';
import { MemoryCacheStorage } from '../../fakes/memory-cache-storage';

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
  const files = [listed('index.html', '<p>two</p>', 'b'), SHELL[1]!];
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
  const broken = siteOf({ 'index.html': '<p>one</p>' });
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

const WHOLE_CONTENTS = {
  ...CONTENTS,
  'assets/ort-1.wasm': 'wasm',
  'assets/mp3-encoder.worker-Ab_1.js': 'mp3',
  'assets/ort.jspi-2.wasm': 'wasm2',
  'models/voice/codec-encoder-00001.bin': 'encode',
  'models/voice/language-00001.bin': 'weights',
};
const WHOLE = listOf(WHOLE_CONTENTS);
const onGpu: KeepOrder = { type: 'keep-next', runtime: 'webgpu', isThrifty: false };

async function keepAll(site: SiteCache, order: KeepOrder) {
  for (;;) {
    const report = await site.keepNext(order);
    if (!report.hasMore || report.problem !== null) return report;
  }
}

test('the install fetches the page alone; the rest follows in the order of its use', async () => {
  const { network, fetcher } = siteOf(WHOLE_CONTENTS);
  const site = new SiteCache(WHOLE, SCOPE, new MemoryCacheStorage().asCacheStorage(), fetcher);
  await site.install();
  expect(network.fetched).toEqual(['index.html', 'assets/main-1234.js']);
  expect(await site.keepNext(onGpu)).toEqual({
    missing: ['voice', 'cloning', 'formats', 'processor'],
    missingBytes: 20,
    hasMore: true,
    problem: null,
  });
  expect(await keepAll(site, onGpu)).toEqual({ missing: [], missingBytes: 0, hasMore: false, problem: null });
  expect(network.fetched.slice(2)).toEqual([
    'assets/ort.jspi-2.wasm',
    'models/voice/language-00001.bin',
    'models/voice/codec-encoder-00001.bin',
    'assets/mp3-encoder.worker-Ab_1.js',
    'assets/ort-1.wasm',
  ]);
});

test('where data is saved, only what this visit has fetched anyway is kept', async () => {
  const { network, fetcher } = siteOf(WHOLE_CONTENTS);
  const site = new SiteCache(WHOLE, SCOPE, new MemoryCacheStorage().asCacheStorage(), fetcher);
  await site.install();
  const report = await keepAll(site, { type: 'keep-next', runtime: 'processor', isThrifty: true });
  expect(network.fetched.slice(2)).toEqual(['assets/ort-1.wasm', 'models/voice/language-00001.bin']);
  expect(report).toEqual({
    missing: ['cloning', 'formats', 'webgpu'],
    missingBytes: 14,
    hasMore: false,
    problem: null,
  });
});

test('a network that fails is told, and the next visit goes on from there', async () => {
  const storage = new MemoryCacheStorage().asCacheStorage();
  const first = siteOf(WHOLE_CONTENTS);
  const site = new SiteCache(WHOLE, SCOPE, storage, first.fetcher);
  await site.install();
  await site.keepNext(onGpu);
  first.network.isCut = true;
  expect(await site.keepNext(onGpu)).toMatchObject({ problem: 'network', missingBytes: 20 });
  const second = siteOf(WHOLE_CONTENTS);
  const restarted = new SiteCache(WHOLE, SCOPE, storage, second.fetcher);
  expect(await keepAll(restarted, onGpu)).toMatchObject({ missing: [] });
  expect(second.network.fetched).toHaveLength(4);
});

test('a file that is not whole, or a page in place of it, is not kept', async () => {
  for (const body of ['wei', '<p>Please log in</p>']) {
    const storage = new MemoryCacheStorage().asCacheStorage();
    const broken = siteOf({ ...WHOLE_CONTENTS, 'models/voice/language-00001.bin': body });
    const site = new SiteCache(WHOLE, SCOPE, storage, broken.fetcher);
    await site.install();
    expect(await keepAll(site, onGpu)).toMatchObject({
      problem: 'network',
      missing: ['voice', 'cloning', 'formats', 'processor'],
    });
    const { fetcher } = siteOf(WHOLE_CONTENTS);
    expect(await keepAll(new SiteCache(WHOLE, SCOPE, storage, fetcher), onGpu)).toMatchObject({
      missing: [],
    });
  }
  const login = async () => new Response('log in', { headers: { 'Content-Type': 'text/html' } });
  const site = new SiteCache(SHELL, SCOPE, new MemoryCacheStorage().asCacheStorage(), login);
  await expect(site.install()).rejects.toThrow('is not the file that was built');
});

test('storage that is full is told', async () => {
  const storage = new MemoryCacheStorage();
  const { fetcher } = siteOf(WHOLE_CONTENTS);
  const site = new SiteCache(WHOLE, SCOPE, storage.asCacheStorage(), fetcher);
  await site.install();
  storage.isFull = true;
  expect(await site.keepNext(onGpu)).toMatchObject({ problem: 'storage', missingBytes: 25 });
  storage.isFull = false;
  expect(await keepAll(site, onGpu)).toMatchObject({ missing: [] });
});

test('two tabs that ask at the same time do not fetch a file twice', async () => {
  const { network, fetcher } = siteOf(WHOLE_CONTENTS);
  const site = new SiteCache(WHOLE, SCOPE, new MemoryCacheStorage().asCacheStorage(), fetcher);
  await site.install();
  await Promise.all([keepAll(site, onGpu), keepAll(site, onGpu)]);
  expect(network.fetched).toHaveLength(WHOLE.length);
});
