import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import type { RunningServer } from '../cli/browser/serve-site';
import type { SpeakingPage } from '../cli/browser/speaking-page';
import { encodeSamples } from '../src/core/pcm/sample-format';
import {
  buildCaller,
  killEngine,
  openCaller,
  openServing,
  serveWithCaller,
  takeEngineSamples,
} from './support/api-site';
import { complaints } from './support/axe';

/**
 * The official clients, unmodified and without a `fetch` of ours, in a page of the same site: their calls go through the
 * service worker to the page that has the engine. The bundled voice speaks on the processor.
 */
const TEXT = 'Hello from here.';
const WAV_HEADER_BYTES = 44;
let site: RunningServer;
let context: BrowserContext;
let speaking: SpeakingPage;
let caller: Page;

test.beforeAll(async ({ browser }) => {
  await buildCaller();
  site = await serveWithCaller('/some/base/');
  context = await browser.newContext({ serviceWorkers: 'allow' });
  speaking = await openServing(context, site);
  caller = await openCaller(context, site);
});

test.afterAll(async () => {
  await context.close();
  await site.close();
});

/** What the engine gave the page for the last call, as 16-bit PCM. */
async function enginePcm(): Promise<number[]> {
  const samples = await takeEngineSamples(speaking.page);
  expect(samples.length).toBeGreaterThan(12_000);
  return Array.from(encodeSamples(samples, 'pcm16'));
}

test('a completion has the samples of the engine, and every field that the client expects', async () => {
  await takeEngineSamples(speaking.page);
  const { reply, wav } = await caller.evaluate((text) => globalThis.caller.complete(text, 7), TEXT);
  expect(wav.slice(WAV_HEADER_BYTES)).toEqual(await enginePcm());
  expect(reply).toMatchObject({
    object: 'chat.completion',
    model: 'voice',
    choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: null } }],
  });
  const { audio } = reply.choices[0]!.message;
  expect(audio!.transcript).toBe(TEXT);
  expect(audio!.expires_at).toBeGreaterThan(Date.now() / 1000);
  const usage = reply.usage!;
  expect(usage.prompt_tokens).toBeGreaterThan(10);
  expect(usage.completion_tokens).toBeGreaterThan(10);
  expect(usage.total_tokens).toBe(usage.prompt_tokens + usage.completion_tokens);
});

test('a streamed completion has them too, in deltas that can be joined', async () => {
  await takeEngineSamples(speaking.page);
  const streamed = await caller.evaluate((text) => globalThis.caller.stream(text, 7), TEXT);
  expect(streamed.pcm).toEqual(await enginePcm());
  expect(streamed.transcript.trim()).toBe(TEXT);
  expect(streamed.ids).toHaveLength(1);
  expect(streamed.lengths.length).toBeGreaterThan(1);
  expect(streamed.lengths.slice(0, -1).filter((length) => length % 6 !== 0)).toEqual([]);
  expect(streamed.end).toBe('stop');
  expect(streamed.usage).toMatchObject({ total_tokens: expect.any(Number) });
});

test('speech comes in every format: wav, pcm and flac with the samples of the engine', async () => {
  await takeEngineSamples(speaking.page);
  const types = {
    pcm: 'audio/pcm',
    wav: 'audio/wav',
    flac: 'audio/flac',
    mp3: 'audio/mpeg',
    opus: 'audio/opus',
    aac: 'audio/aac',
  };
  for (const [format, type] of Object.entries(types)) {
    const made = await caller.evaluate(([text, name]) => globalThis.caller.speech(text, name as 'wav', 7), [
      TEXT,
      format,
    ] as const);
    expect(made.type, format).toContain(type);
    const expected = await enginePcm();
    if (format === 'pcm') expect(made.bytes).toEqual(expected);
    else if (format === 'wav') expect(made.bytes.slice(WAV_HEADER_BYTES)).toEqual(expected);
    else if (format === 'flac') {
      const samples = new Int16Array(Uint8Array.from(expected).buffer);
      expect(made.heard.map((sample) => Math.round(sample * 32_768))).toEqual(Array.from(samples));
    } else expect(Math.abs(made.heard.length - expected.length / 2), format).toBeLessThan(4_000);
  }
});

test('each class of error of the client is met', async () => {
  const errors = await caller.evaluate(async () => {
    const { openai, refused } = globalThis.caller;
    const client = openai();
    const speak = (change: object) =>
      client.audio.speech.create({ model: 'tts-1', voice: 'alloy', input: 'Hello.', ...change } as never);
    return [
      await refused(() => speak({ input: '' })),
      await refused(() => speak({ response_format: 'ogg' })),
      await refused(() => client.models.retrieve('nobody')),
      await refused(() => client.post('/nowhere')),
      await refused(() =>
        client.chat.completions.create({
          model: 'voice',
          modalities: ['text'],
          messages: [{ role: 'user', content: 'Hi.' }],
        }),
      ),
    ];
  });
  expect(errors.map(([name, status]) => [name, status])).toEqual([
    ['BadRequestError', 400],
    ['BadRequestError', 400],
    ['NotFoundError', 404],
    ['NotFoundError', 404],
    ['BadRequestError', 400],
  ]);
});

test('an abort ends the work, before the first byte and after it, and the next call is answered', async () => {
  const results = await caller.evaluate(async () => {
    const long = 'This sentence is one of many that take some time to say. '.repeat(20);
    const client = globalThis.caller.openai();
    const body = { model: 'tts-1', voice: 'alloy', input: long, response_format: 'pcm' } as const;
    const early = new AbortController();
    const whole = client.chat.completions.create(
      {
        model: 'voice',
        modalities: ['text', 'audio'],
        audio: { voice: 'alloy', format: 'wav' },
        messages: [{ role: 'user', content: long }],
      },
      { signal: early.signal },
    );
    setTimeout(() => early.abort(), 3_000);
    const first = await whole.then(
      () => 'spoken',
      (error: Error) => error.constructor.name,
    );
    const late = new AbortController();
    const streamed = await client.audio.speech.create(body, { signal: late.signal });
    const reader = streamed.body!.getReader();
    await reader.read();
    late.abort();
    const second = await reader.read().then(
      () => 'spoken',
      (error: Error) => error.name,
    );
    return [first, second];
  });
  expect(results).toEqual(['APIUserAbortError', 'AbortError']);
  await takeEngineSamples(speaking.page);
  await caller.evaluate((text) => globalThis.caller.speech(text, 'wav', 7), TEXT);
  expect((await enginePcm()).length).toBeGreaterThan(0);
});

test('twenty calls at once are spoken in their order, whatever one of them does', async () => {
  test.setTimeout(600_000);
  await speaking.page.evaluate(() => window.engineTexts.splice(0));
  const lengths = await caller.evaluate(async () => {
    const client = globalThis.caller.openai();
    const leaver = new AbortController();
    const calls = Array.from({ length: 20 }, async (_, index) => {
      const body = {
        model: 'tts-1',
        voice: 'alloy',
        input: `Number ${index}.`,
        response_format: 'wav',
      } as const;
      const options = index === 10 ? { signal: leaver.signal } : {};
      const reply = await client.audio.speech.create(body, options).catch(() => null);
      const bytes = await reply?.arrayBuffer();
      if (index === 3) leaver.abort();
      return bytes?.byteLength ?? null;
    });
    return Promise.all(calls);
  });
  expect(lengths[10]).toBeNull();
  const spoken = lengths.filter((_, index) => index !== 10);
  expect(Math.min(...spoken.map(Number))).toBeGreaterThan(5_000);
  // Replies come over connections of their own: the order in which they are whole is not ours.
  const texts = await speaking.page.evaluate(() => window.engineTexts);
  const others = texts.filter((text) => text !== 'Number 10.');
  expect(others).toEqual(spoken.map((_, index) => `Number ${index + Number(index > 9)}.`));
});

test('an engine that dies takes the call that it was speaking, and no other', async () => {
  await takeEngineSamples(speaking.page);
  const outcome = caller.evaluate(async () => {
    const long = 'This sentence is one of many that take some time to say. '.repeat(20);
    const client = globalThis.caller.openai();
    const speak = (input: string) =>
      client.audio.speech
        .create({ model: 'tts-1', voice: 'alloy', input, response_format: 'pcm' })
        .then((reply) => reply.arrayBuffer())
        .then(({ byteLength }) => (byteLength > 5_000 ? 'spoken' : 'empty'))
        .catch(() => 'failed');
    return Promise.all([speak(long), speak('And then.')]);
  });
  await expect.poll(() => speaking.page.evaluate(() => window.engineChunks.length)).toBeGreaterThan(0);
  await killEngine(speaking.page);
  expect(await outcome).toEqual(['failed', 'spoken']);
});

test('the client of the job service runs a job with progress, and gets its file', async () => {
  const run = await caller.evaluate(async () => {
    const client = globalThis.caller.inference({
      apiKey: 'none',
      baseUrl: new URL('..', location.href).href.replace(/\/$/, ''),
    });
    const progress: number[] = [];
    const task = await client.run(
      { app: 'infsh/higgs-audio', input: { transcript: 'First this. Then that.', seed: 5 } },
      { onUpdate: (update) => progress.push((update as { progress?: number }).progress ?? 0) },
    );
    const output = task.output as { audio_output: string };
    const file = await fetch(output.audio_output);
    const player = new Audio(output.audio_output);
    const told = (name: string) => new Promise((resolve) => player.addEventListener(name, resolve));
    await told('loadedmetadata');
    player.currentTime = player.duration / 2;
    await told('seeked');
    return {
      soughtShare: player.currentTime / player.duration,
      status: task.status,
      progress,
      type: file.headers.get('content-type'),
      size: (await file.arrayBuffer()).byteLength,
    };
  });
  expect(run.status).toBe(10);
  expect(run.type).toBe('audio/wav');
  expect(run.size).toBeGreaterThan(20_000);
  expect(run.soughtShare).toBeCloseTo(0.5, 1);
});

test('the panel shows the address and the calls; axe finds nothing in it, light and dark, also on a phone', async () => {
  const { page } = speaking;
  await page.locator('details.api > summary').click();
  await expect(page.getByRole('cell', { name: 'POST /v1/audio/speech' }).first()).toBeVisible();
  await expect(page.getByText(`${site.url}v1`, { exact: true })).toBeVisible();
  await page.getByLabel('Hosted server', { exact: true }).fill('https://speech.example/v1');
  await page.getByLabel('Send calls to the hosted server').check();
  await expect(page.getByText('API: calls go to speech.example')).toBeVisible();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const width of [1200, 360]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      expect(await complaints(page)).toEqual([]);
      await page.locator('details.api').screenshot({ path: `test-results/api-${colorScheme}-${width}.png` });
    }
  }
  await page.getByLabel('Send calls to the hosted server').uncheck();
});
