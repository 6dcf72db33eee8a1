import type { Page, Worker } from '@playwright/test';
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
      // It tells nothing of what became of it: the server does.
      navigator.sendBeacon(`${target}/beacon`, 'text');
    }
    return open;
  }, origin);
}

test('nothing that a script in the page or in a thread tries reaches another site', async ({
  speaking,
  site,
  journal,
}) => {
  const { page } = speaking;
  await speaking.untilReady();
  await expect(page.getByText('Works offline.', { exact: true })).toBeVisible();
  // From now on the service worker gives out page and threads.
  await speaking.open(site.url);
  await speaking.untilReady();
  await speaking.chooseBackend('wasm');
  await page.locator('details.install > summary').click();
  const nameOf = (worker: Worker) => /([a-z]+)\.worker/.exec(worker.url())?.[1] ?? worker.url();
  await expect
    .poll(() => page.workers().map(nameOf))
    .toEqual(expect.arrayContaining(['engine', 'codec', 'importer']));
  for (const place of [page, ...page.workers()]) {
    const ways = await waysOut(place, outside.origin);
    expect(ways, place === page ? 'page' : nameOf(place as Worker)).toEqual([]);
  }
  expect(outside.asked).toEqual([]);
  expect(outside.connectionCount).toBe(0);
  journal.foreignRequests.length = 0; // what was tried

  await page.locator('details.network > summary').click();
  const list = page.locator('details.network table');
  await expect(list.getByText(`${outside.origin}/fetch`).first()).toBeVisible();
  await expect(list).toContainText('not by this page’s own code');
  await expect(page.getByText(/requests since this page was opened/)).toContainText(
    '0 of them to other sites',
  );
});

test('with the network switched off the page speaks, and its own host is asked for nothing', async ({
  speaking,
  site,
}) => {
  const { page } = speaking;
  await speaking.untilReady();
  await expect(page.getByText('Works offline.', { exact: true })).toBeVisible();
  await page.locator('details.network > summary').click();
  await page.getByRole('checkbox', { name: 'No network at all' }).check();
  await expect(page.getByText(/Nothing is asked of any host/)).toBeVisible();
  const asked = await page.evaluate((url) => fetch(`${url}unknown.txt`).then(String, String), site.url);
  expect(asked).toContain('TypeError');
  await speaking.open(site.url);
  await speaking.untilReady();
  await speaking.chooseBackend('wasm');
  await speaking.setAdvanced('Length limit', '1');
  await speaking.speak('Nobody is asked.');
  expect((await speaking.figures()).generated).toMatch(/^\d/);
  await page.locator('details.network > summary').click();
  await expect(page.getByText(/requests since this page was opened/)).toContainText(
    /: 0 went over the network/,
  );
});
