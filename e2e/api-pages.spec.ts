import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import type { RunningServer } from '../cli/browser/serve-site';
import { SpeakingPage } from '../cli/browser/speaking-page';
import { buildCaller, openCaller, openServing, serveWithCaller, takeEngineSamples } from './support/api-site';

/** The page that answers may be one of several, closed, opened again, or shown in a frame of another site. */
let site: RunningServer;
let context: BrowserContext;

test.beforeAll(buildCaller);

test.beforeEach(async ({ browser }, { title }) => {
  // Another site may show a page in a frame only where the host's headers let it.
  site = await serveWithCaller('/', !title.includes('frame'));
  context = await browser.newContext({ serviceWorkers: 'allow' });
});

test.afterEach(async () => {
  await context.close();
  await site.close();
});

const statusOf = (page: Page, path: string) =>
  page.evaluate(async (address) => (await fetch(address)).status, `${site.url}${path}`);

test('one of the open tabs answers, the next one when it is closed, and none gives 503', async () => {
  const speaking = await openServing(context, site);
  const caller = await openCaller(context, site);
  expect(await statusOf(caller, 'health')).toBe(200);
  expect(await statusOf(caller, 'v1/nowhere')).toBe(404);
  expect(await statusOf(caller, 'tasks/nowhere')).toBe(404);

  const second = new SpeakingPage(await context.newPage());
  await second.open(site.url);
  await speaking.page.close();
  expect(await statusOf(caller, 'health')).toBe(200);
  await second.page.close();
  const refused = await caller.evaluate(async () => {
    const { openai, refused: tried } = globalThis.caller;
    return tried(() => openai().models.list());
  });
  expect(refused).toEqual(['InternalServerError', 503, 'model_not_loaded']);
  await openServing(context, site);
  expect(await statusOf(caller, 'health')).toBe(200);
});

test('what is opened under a path of the API comes from the host, and so do files that the page does not know', async () => {
  await openServing(context, site);
  const page = await context.newPage();
  expect((await page.goto(`${site.url}v1/models`))!.status()).toBe(404);
});

test('a job goes on when its page was closed in the middle, and has the samples of one that was not', async () => {
  test.setTimeout(400_000);
  const input = {
    transcript: 'The first of four sentences. Here is the second one. This is the third. And now the last.',
    seed: 11,
    chunk_method: 'word',
    chunk_max_word_num: 5,
  };
  let speaking = await openServing(context, site);
  const caller = await openCaller(context, site);
  const start = () =>
    caller.evaluate(async (given) => {
      const client = globalThis.caller.inference({ apiKey: 'none', baseUrl: location.origin });
      const task = await client.run({ app: 'infsh/higgs-audio', input: given }, { wait: false });
      return task.id;
    }, input);
  const task = (id: string) =>
    caller.evaluate(async (name) => {
      const reply = await fetch(`/tasks/${name}`, { headers: { 'x-api-version': '2' } });
      if (!reply.ok) return null;
      const { status_text, progress, output } = await reply.json();
      return {
        status: status_text as string,
        progress: progress as number,
        file: output?.audio_output as string,
      };
    }, id);
  const untilDone = async (id: string) => {
    await expect.poll(async () => (await task(id))?.status, { timeout: 120_000 }).toBe('completed');
    const { file } = (await task(id))!;
    return caller.evaluate(
      async (url) => Array.from(new Uint8Array(await (await fetch(url)).arrayBuffer())),
      file,
    );
  };
  const whole = await untilDone(await start());

  const id = await start();
  await expect
    .poll(async () => (await task(id))?.progress ?? 0, { timeout: 120_000, intervals: [50] })
    .toBeGreaterThan(20);
  await speaking.page.close();
  expect(await task(id)).toBeNull();
  speaking = await openServing(context, site);
  expect(await untilDone(id)).toEqual(whole);
  expect(whole.length).toBeGreaterThan(100_000);
  // Less than all of it was made again.
  expect((await takeEngineSamples(speaking.page)).length * 2).toBeLessThan(whole.length);
});

test('a frame answers the site around it once a person has allowed that, and computes nothing before', async () => {
  test.setTimeout(400_000);
  // Another port is another origin.
  const other = await serveWithCaller('/', false);
  const caller = await openCaller(context, other);
  await caller.evaluate((address) => {
    const frame = document.createElement('iframe');
    frame.src = address;
    document.body.append(frame);
  }, site.url);
  const inner = () => caller.frames().find((one) => one.url() === site.url)!;
  await expect.poll(() => inner() !== undefined).toBe(true);
  await inner().locator('.pill.ready').waitFor();
  const ask = (key: string) =>
    caller.evaluate(
      async ([origin, shown]) => {
        const target = document.querySelector('iframe')!.contentWindow!;
        const fetch = globalThis.caller.createFrameFetch(target, origin!);
        const client = new globalThis.caller.OpenAI({
          fetch,
          baseURL: `${origin}/v1`,
          apiKey: shown!,
          dangerouslyAllowBrowser: true,
          maxRetries: 0,
        });
        const body = { model: 'tts-1', voice: 'alloy', input: 'Hello.', response_format: 'wav' } as const;
        try {
          return (await (await client.audio.speech.create(body)).arrayBuffer()).byteLength;
        } catch (error) {
          return (error as { code: string }).code;
        }
      },
      [site.origin, key] as const,
    );
  expect(await ask('secret')).toBe('origin_not_allowed');
  await inner().locator('details.api > summary').click();
  await inner().getByLabel('Other sites that may call').fill(other.origin);
  expect(await ask('secret')).toBe('invalid_api_key');
  await inner().getByLabel('Key', { exact: true }).fill('secret');
  expect(await ask('wrong')).toBe('invalid_api_key');
  const calls = inner().locator('table.calls tbody tr');
  await expect(calls).toHaveText([/401/, /401/, /401/]);
  await expect(calls.first()).toContainText(`from ${other.origin}`);
  expect(await ask('secret')).toBeGreaterThan(10_000);
  await other.close();
});
