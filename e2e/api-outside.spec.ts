import { expect, test } from '@playwright/test';
import { encodeWav } from '../src/core/pcm/wav-writer';
import { buildCaller, openCaller, openServing, serveWithCaller } from './support/api-site';
import { serveOutside } from './support/outside-server';

/** The few ways out of the page: closed until a person opens them, and then each as wide as it was said. */
test.beforeAll(buildCaller);

const recording = encodeWav(
  Float32Array.from({ length: 3 * 24_000 }, (_, i) => 0.4 * Math.sin((2 * Math.PI * 220 * i) / 24_000)),
  24_000,
  'pcm16',
);

test('files, webhooks and a hosted server are reached only where a person has allowed it, and are shown', async ({
  browser,
}) => {
  test.setTimeout(400_000);
  const outside = await serveOutside({ '/voice.wav': recording });
  const site = await serveWithCaller('/');
  const context = await browser.newContext({ serviceWorkers: 'allow' });
  const speaking = await openServing(context, site);
  const { page } = speaking;
  const caller = await openCaller(context, site);
  const speak = () =>
    caller.evaluate(async (origin) => {
      const { openai, refused } = globalThis.caller;
      const ref_audio = `${origin}/voice.wav`;
      const body = {
        model: 'tts-1',
        input: 'Hello.',
        response_format: 'wav',
        ref_audio,
        ref_text: 'A tone.',
      };
      return refused(async () => (await openai().audio.speech.create(body as never)).arrayBuffer());
    }, outside.origin);
  const run = () =>
    caller.evaluate(async (origin) => {
      const client = globalThis.caller.inference({ apiKey: 'none', baseUrl: location.origin });
      const input = { transcript: 'Hello.' };
      const order = { app: 'infsh/higgs-audio', input, webhook: `${origin}/hook` };
      return client.run(order).then(
        () => 'done',
        (error: Error) => error.message,
      );
    }, outside.origin);
  const models = () =>
    caller.evaluate(async () => (await globalThis.caller.openai().models.list()).data.map(({ id }) => id));
  const reload = async () => {
    await page.getByRole('button', { name: 'Reload' }).click();
    await speaking.untilReady();
    await page.locator('details.api > summary').click();
  };

  expect(await speak()).toEqual(['BadRequestError', 400, null]);
  expect(await run()).toMatch(/webhook/);
  expect(await models()).toContain('voice');
  expect(outside.asked).toEqual([]);

  await page.locator('details.api > summary').click();
  await page.getByLabel('Sites from which files may be fetched').fill(outside.origin);
  await page.getByLabel('Sites to which webhooks may be sent').fill(outside.origin);
  await reload();
  expect(await speak()).toEqual(['none', undefined, null]);
  expect(await run()).toBe('done');
  await expect.poll(() => outside.asked.map(({ line }) => line)).toEqual(['GET /voice.wav', 'POST /hook']);
  expect(JSON.parse(outside.asked[1]!.body)).toMatchObject({ status: 9, error: null });
  const calls = page.locator('table.calls');
  await expect(calls.getByText(`Left the page: GET ${outside.origin}/voice.wav`)).toBeVisible();
  await expect(calls.getByText(`Left the page: POST ${outside.origin}/hook`)).toBeVisible();

  await page.getByLabel('Hosted server', { exact: true }).fill(`${outside.origin}/base/v1`);
  await page.getByLabel('Key of the hosted server').fill('of the server');
  expect(await models()).toContain('voice'); // it is named, and not switched on
  await page.getByLabel('Send calls to the hosted server').check();
  // Its origin is among those that this page may reach already: nothing has to be opened anew.
  await expect(page.getByRole('button', { name: 'Reload' })).toHaveCount(0);
  expect(await models()).toEqual(['hosted']);
  expect(outside.asked.at(-1)).toMatchObject({ line: 'GET /base/v1/models', key: 'Bearer of the server' });
  await page.getByLabel('Send calls to the hosted server').uncheck();
  expect(await models()).toContain('voice');
  await context.close();
  await site.close();
  await outside.close();
});
