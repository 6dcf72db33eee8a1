import { SITE_FOLDER } from '../cli/browser/ensure-built';
import { serveSite } from '../cli/browser/serve-site';
import { SpeakingPage } from '../cli/browser/speaking-page';
import { expect, test } from './support/site';

// In a browser, because only there policies, workers and caches meet.
test.use({ expectedErrors: /Failed to load resource|net::ERR|MIME type|Failed to load module script/i });

test.describe('a host that begins to send headers', () => {
  test.use({ serviceWorkers: 'allow' });

  test('is obeyed at the next visit, by the page and by its workers', async ({ speaking, site }) => {
    await speaking.untilReady();
    await speaking.untilKept();
    expect(await speaking.page.evaluate(() => crossOriginIsolated)).toBe(false);
    await site.close();
    const port = Number(new URL(site.origin).port);
    const later = await serveSite({ folder: SITE_FOLDER, port, isIsolated: true });
    await speaking.open(later.url);
    expect(await speaking.page.evaluate(() => crossOriginIsolated)).toBe(true);
    await speaking.chooseBackend('wasm');
    await speaking.untilReady();
    await later.close();
    // Nobody answers any more: what was kept goes on under the headers that it was kept with.
    await speaking.open(later.url);
    await speaking.untilReady();
  });
});

test.describe('a host in the middle of a deploy', () => {
  test.use({ serviceWorkers: 'block' });

  test('a page in place of the engine is not the last word', async ({ newSpeakingPage, context, site }) => {
    let answers = 0;
    await context.route(/engine\.worker-[^/]*\.js$/, (route) =>
      answers++ === 0 ? route.fulfill({ contentType: 'text/html', body: '<p>Soon</p>' }) : route.fallback(),
    );
    const speaking = await newSpeakingPage();
    await speaking.open(site.url);
    await speaking.untilReady();
    expect(answers).toBeGreaterThan(1);
  });

  test('a page whose own script does not arrive says so', async ({ context, site }) => {
    await context.route(/assets\/page-[^/]*\.js$/, (route) => route.fulfill({ status: 503 }));
    const page = await context.newPage();
    await page.goto(site.url);
    const sentence = page.getByText(/has not started/);
    await expect(sentence).toBeHidden();
    await expect(sentence).toBeVisible({ timeout: 30_000 });
    await context.unrouteAll();
    await page.reload();
    await new SpeakingPage(page).untilReady();
    await expect(sentence).toHaveCount(0);
  });

  test('a page whose code is gone says what to do', async ({ newSpeakingPage, context, site }) => {
    await context.route(/(?:processor|engine\.worker)-[^/]*\.js$/, (route) => {
      const isRunning = /engine\.worker/.test(route.request().url()) && route.request().method() === 'GET';
      return isRunning ? route.fallback() : route.fulfill({ status: 404 });
    });
    const speaking = await newSpeakingPage();
    await speaking.open(site.url);
    await speaking.page.getByRole('combobox', { name: 'Runs on' }).selectOption('wasm');
    await expect(speaking.alert).toContainText('This page is older than the site: reload it.');
  });
});
