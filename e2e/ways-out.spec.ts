import type { Page, Worker } from '@playwright/test';
import { complaints } from './support/axe';
import { ModelsPanel } from './support/models-panel';
import { type OutsideServer, serveOutside } from './support/outside-server';
import { expect, test } from './support/site';

/**
 * A hostile script in the page and in each of its threads tries every way out that a policy can close. The host sends no
 * headers: the policies are those of the page and of its service worker.
 */
test.use({
  serviceWorkers: 'allow',
  expectedErrors: /Content Security Policy|violates the following|Refused to|ERR_|Failed to (load|fetch)/i,
});

let outside: OutsideServer;
test.beforeEach(async () => {
  outside = await serveOutside();
});
test.afterEach(() => outside.close());

/** @returns the ways by which something answered. */
async function waysOut(place: Page | Worker, origin: string): Promise<string[]> {
  return (place as Page).evaluate(async (target) => {
    const open: string[] = [];
    const attempt = async (way: string, go: () => Promise<unknown>) => {
      try {
        await go();
        open.push(way);
      } catch {}
    };
    const told = (thing: EventTarget, good: string) =>
      new Promise((resolve, reject) => {
        thing.addEventListener(good, resolve);
        for (const bad of ['error', 'close']) thing.addEventListener(bad, reject);
      });
    await attempt('fetch', () => fetch(`${target}/fetch`));
    await attempt('fetch without an answer', () => fetch(`${target}/blind`, { mode: 'no-cors' }));
    await attempt('XHR', () => {
      const request = new XMLHttpRequest();
      request.open('GET', `${target}/xhr`);
      request.send();
      return told(request, 'load');
    });
    await attempt('WebSocket', () => told(new WebSocket(target.replace('http', 'ws')), 'open'));
    await attempt('EventSource', () => told(new EventSource(`${target}/events`), 'open'));
    await attempt('import', () => import(/* @vite-ignore */ `${target}/module.js`));
    if ('document' in globalThis) {
      await attempt('image', () => {
        const image = new Image();
        image.src = `${target}/image`;
        return told(image, 'load');
      });
      await attempt('prefetch', () => {
        const link = Object.assign(document.createElement('link'), {
          rel: 'prefetch',
          href: `${target}/next`,
        });
        document.head.append(link);
        return told(link, 'load');
      });
      // It tells nothing of what became of it: the server does.
      navigator.sendBeacon(`${target}/beacon`, 'text');
    }
    return open;
  }, origin);
}

const nameOf = (worker: Worker) => /([a-z]+)\.worker/.exec(worker.url())?.[1] ?? worker.url();

test('nothing that a script in the page or in a thread tries reaches another site; switched off, nothing is asked at all; erased, nothing is left', async ({
  speaking,
  site,
  journal,
}) => {
  const { page } = speaking;
  await speaking.untilReady();
  await speaking.untilKept();
  const panel = page.locator('details.network');
  await panel.locator('summary').click();
  // No service worker was in charge when the threads asked for this: they tell it themselves.
  await expect(panel.getByRole('row', { name: /models\/\S* .*thread sent/ }).first()).toBeVisible();
  // From now on the service worker gives out page and threads.
  await speaking.open(site.url);
  await speaking.untilReady();
  await speaking.chooseBackend('wasm');
  const models = new ModelsPanel(page);
  await models.installPackage(`${site.url}nothing-here/`);
  await expect(models.problem).toContainText('manifest.json is missing');
  // The form's measurement ran in one more engine, whose end is told later than that of the install.
  await expect.poll(() => page.workers().map(nameOf).sort()).toEqual(['codec', 'engine', 'importer']);
  for (const place of [page, ...page.workers()]) {
    const ways = await waysOut(place, outside.origin);
    expect(ways, place === page ? 'page' : nameOf(place as Worker)).toEqual([]);
  }
  expect([outside.asked, outside.connectionCount]).toEqual([[], 0]);
  // A service worker sees no WebSockets, so not even one to the own site may be open when the network is switched off.
  const ownSocket = page.evaluate(
    (url) =>
      new Promise((resolve) => {
        document.addEventListener('securitypolicyviolation', ({ blockedURI }) => resolve(blockedURI), {
          once: true,
        });
        new WebSocket(url);
      }),
    site.origin.replace('http', 'ws'),
  );
  expect(await ownSocket).toContain('ws://');
  journal.foreignRequests.length = 0; // what was tried

  await panel.locator('summary').click();
  await expect(panel.getByText(`${outside.origin}/fetch`).first()).toBeVisible();
  await expect(panel.locator('table')).toContainText('not by this page’s own code');
  const usualSize = page.viewportSize()!;
  await page.setViewportSize({ width: 320, height: 640 });
  await expect(panel.locator('table')).toContainText('answered on this device');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await page.setViewportSize(usualSize);
  const count = panel.getByText(/Requests since this page was opened/);
  await expect(count).toContainText('to other sites: 0.');

  await panel.getByRole('checkbox', { name: 'No network at all' }).check();
  await expect(panel.getByText(/Nothing is asked of any host/)).toBeVisible();
  const asked = await page.evaluate((url) => fetch(`${url}unknown.txt`).then(String, String), site.url);
  expect(asked).toContain('TypeError');
  await speaking.open(site.url);
  await speaking.untilReady();
  await speaking.setAdvanced('Length limit', '1');
  await speaking.speak('Nobody is asked.');
  expect((await speaking.figures()).generated).toMatch(/^\d/);
  await panel.locator('summary').click();
  await expect(count).toContainText('Over the network: 0, ');

  const toErase = page.getByRole('button', { name: 'Erase …' });
  await expect(toErase).toHaveAttribute('aria-disabled', 'false');
  await toErase.click();
  await expect(page.getByText(/The browser keeps [\d.]+ MB for this site/)).toBeVisible();
  expect(await complaints(page)).toEqual([]);
  await page.getByRole('button', { name: 'Erase everything' }).click();
  await expect(page.getByText(/Everything is erased/)).toBeVisible();
  const left = await page.evaluate(async () => [
    await caches.keys(),
    await indexedDB.databases(),
    Object.keys(localStorage),
    await Array.fromAsync((await navigator.storage.getDirectory()).keys()),
    (await navigator.serviceWorker.getRegistrations()).length,
  ]);
  expect(left).toEqual([[], [], [], [], 0]);
});

test('what another open tab could keep anew is not told as erased until that is closed', async ({
  speaking,
  newSpeakingPage,
  site,
}) => {
  await speaking.untilReady();
  const { page } = await newSpeakingPage();
  await page.goto(`${site.url}?erase`);
  const erase = page.getByRole('button', { name: 'Erase everything' });
  await erase.click();
  await expect(page.getByText(/Other tabs of this site are open/)).toBeVisible();
  await speaking.page.close();
  await erase.click();
  await expect(page.getByText(/Everything is erased/)).toBeVisible();
});
