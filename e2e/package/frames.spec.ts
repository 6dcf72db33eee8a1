import { readFileSync, writeFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { embedHeaders } from '../../cli/browser/site-headers';
import { expect, test } from '../support/package-page';
import { ExampleSite } from '../support/package-site';

let site: ExampleSite;
test.beforeEach(() => {
  site = new ExampleSite('plain').unpack('pagevoice');
  writeFileSync(
    site.path('blog.html'),
    '<!doctype html><link rel="icon" href="favicon.svg"><title>Blog</title>',
  );
});
test.afterEach(() => site.remove());

/** A page that shows a frame and keeps the messages that come from it. */
async function showFrame(page: Page, address: string): Promise<void> {
  await page.evaluate((src) => {
    const messages: unknown[] = [];
    addEventListener('message', ({ data }) => messages.push(data));
    const frame = document.createElement('iframe');
    Object.assign(frame, { src, allow: 'autoplay' });
    Object.assign(window, { messages, frame });
    document.body.append(frame);
  }, address);
}

const messages = (page: Page) =>
  page.evaluate(() => (window as unknown as { messages: Readonly<Record<string, unknown>>[] }).messages);

async function send(page: Page, message: object): Promise<void> {
  await page.evaluate((data) => {
    const { frame } = window as unknown as { frame: HTMLIFrameElement };
    frame.contentWindow!.postMessage(data, new URL(frame.src).origin);
  }, message);
}

/** Names of the messages, each once. */
const names = async (page: Page) => [...new Set((await messages(page)).map(({ pagevoice }) => pagevoice))];

test.describe('a frame of another site', () => {
  test('reads what stands behind the #, obeys the origins that its owner named, and tells how far it is', async ({
    serve,
    open,
  }) => {
    const blog = await serve({ folder: site.folder });
    const asked: string[] = [];
    const voice = await serve({ folder: site.path('pagevoice'), headers: embedHeaders([blog.origin]) });
    const file = site.path('pagevoice/embed.html');
    const named = readFileSync(file, 'utf8').replace(
      /(name="pagevoice-allow" content=")/,
      `$1${blog.origin}`,
    );
    writeFileSync(file, named);
    const page = await open(`${blog.url}blog.html`);
    page.on('request', (request) => asked.push(request.url()));
    await showFrame(page, `${voice.url}embed.html#text=A%20private%20word.&seed=5&label=A%20note`);
    const frame = page.frameLocator('iframe');
    await expect(frame.getByText('A private word.')).toBeVisible();
    await expect(frame.getByRole('group', { name: 'A note' })).toBeVisible();
    expect(asked.filter((url) => new URL(url).search !== '')).toEqual([]);
    await frame.getByRole('button', { name: 'Play' }).click();
    await expect(frame.getByRole('button', { name: 'Play' })).toBeVisible({ timeout: 60_000 });

    await send(page, { pagevoice: 'load', text: 'Said by message.', seed: 5 });
    await expect(frame.getByText('Said by message.')).toBeVisible();
    await send(page, { pagevoice: 'play' });
    await expect.poll(() => names(page), { timeout: 60_000 }).toEqual(['ready', 'play', 'sentence', 'end']);
    await send(page, { pagevoice: 'load', text: 'A.', model: 'https://evil.example/' });
    await expect.poll(() => names(page)).toContain('error');
  });

  test('does nothing for a page that was not named', async ({ serve, open }) => {
    const blog = await serve({ folder: site.folder });
    const voice = await serve({ folder: site.path('pagevoice'), headers: embedHeaders([blog.origin]) });
    const page = await open(`${blog.url}blog.html`);
    await showFrame(page, `${voice.url}embed.html`);
    await expect.poll(() => names(page)).toEqual(['ready']);
    await send(page, { pagevoice: 'load', text: 'Not allowed.' });
    await send(page, { pagevoice: 'play' });
    await expect.poll(() => names(page)).toEqual(['ready', 'refused']);
    expect((await messages(page)).at(-1)!.message).toContain(
      `Pages of ${blog.origin} may not ask this frame`,
    );
    await expect(page.frameLocator('iframe').getByText('Not allowed.')).toHaveCount(0);
  });
});

test.describe('a host', () => {
  test.use({ expectedErrors: /frame-ancestors|ERR_BLOCKED_BY_RESPONSE/ });

  test('refuses the frame to pages that its header does not name', async ({ serve, open }) => {
    const blog = await serve({ folder: site.folder });
    const voice = await serve({
      folder: site.path('pagevoice'),
      headers: embedHeaders(['https://other.example']),
    });
    const page = await open(`${blog.url}blog.html`);
    await showFrame(page, `${voice.url}embed.html#text=A.`);
    await page.waitForTimeout(2000);
    expect(await messages(page)).toEqual([]);
  });
});
