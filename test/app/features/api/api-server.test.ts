import 'fake-indexeddb/auto';
import { describe, expect, test } from 'vitest';
import type { ApiOptions } from '../../../../src/app/features/api/api-slice';
import { sendCall } from '../../../../src/platform/api/call-wire';
import type { TakeCall } from '../../../../src/platform/api/page-doors';
import { fakePageParts } from '../../../fakes/fake-page-parts';
import type { FakeEngineOptions } from '../../../fakes/fake-speech-engine';
import { gate } from '../../../fakes/gate';
import { memoryNotes } from '../../../fakes/memory-notes';

const OWN = 'https://voice.example';

/** A page with doors, through which a test calls as any window would. */
function apiPage(options: Partial<ApiOptions> = {}, engine: Partial<FakeEngineOptions> = {}) {
  let take: TakeCall = () => {};
  let stepBackCount = 0;
  const notes = memoryNotes();
  const page = fakePageParts(engine, {
    notes,
    apiDoors: {
      origin: OWN,
      base: OWN,
      isServing: true,
      announce: () => {},
      open: (given) => {
        take = given;
      },
      stepBack: () => {
        stepBackCount++;
      },
      whenAddressed: (listener) => listener(`${OWN}/v1`),
    },
  });
  page.controllers.api.changeOptions(options);
  const call = (
    path: string,
    init: {
      method?: string;
      body?: BodyInit;
      key?: string;
      origin?: string | null;
      signal?: AbortSignal;
    } = {},
  ) => {
    const { port1, port2 } = new MessageChannel();
    take(port2, init.origin ?? null);
    const headers: [string, string][] = [['content-type', 'application/json']];
    if (init.key) headers.push(['authorization', `Bearer ${init.key}`]);
    const body = init.body === undefined ? null : new Response(init.body).body;
    const head = { method: init.method ?? (body ? 'POST' : 'GET'), path, headers };
    return sendCall(port1, head, body, init.signal ?? new AbortController().signal).reply;
  };
  const lines = () => page.store.getState().api.calls;
  return { ...page, notes, call, lines, stepBackCount: () => stepBackCount };
}

const speech = JSON.stringify({ model: 'hum', input: 'Hello.', voice: 'ada', response_format: 'wav' });

describe('who may call', () => {
  test('windows of other sites are refused with 401 and compute nothing, unless they are allowed and show the key', async () => {
    const page = apiPage();
    await page.untilReady();
    const from = (origin: string, key?: string) =>
      page.call('/v1/audio/speech', { body: speech, origin, ...(key ? { key } : {}) });
    const stranger = await from('https://blog.example', 'secret');
    expect(stranger.status).toBe(401);
    expect(await stranger.json()).toEqual({
      error: {
        message: expect.stringContaining('https://blog.example'),
        type: 'invalid_request_error',
        param: null,
        code: 'origin_not_allowed',
      },
    });
    page.controllers.api.changeOptions({ callers: ['https://blog.example'] });
    expect((await from('https://blog.example')).status).toBe(401); // there is no key yet
    page.controllers.api.changeOptions({ key: 'secret' });
    expect((await from('https://blog.example')).status).toBe(401);
    expect((await from('https://blog.example', 'wrong')).status).toBe(401);
    expect((await from('https://other.example', 'secret')).status).toBe(401);
    expect(page.engine.requests).toEqual([]);
    expect((await from('https://blog.example', 'secret')).status).toBe(200);
    expect((await page.call('/v1/models')).status).toBe(401); // the key is asked of everybody
    expect((await page.call('/v1/models', { key: 'secret', origin: OWN })).status).toBe(200);
  });

  test('a body that is too large is refused before it is kept, and the calls are listed', async () => {
    const page = apiPage();
    await page.untilReady();
    const large = await page.call('/v1/audio/speech', { body: 'x'.repeat(68e6) });
    expect(large.status).toBe(413);
    await large.text();
    expect(await (await page.call('/health')).json()).toMatchObject({ status: 'healthy' });
    await page.until(({ api }) => api.calls.every(({ seconds }) => seconds !== null));
    expect(page.lines()).toEqual([
      expect.objectContaining({ method: 'GET', path: '/health', status: 200, direction: 'in' }),
      expect.objectContaining({ method: 'POST', path: '/v1/audio/speech', status: 413 }),
    ]);
    expect(page.lines()[0]!.byteLength).toBeGreaterThan(10);
    expect(page.store.getState().api.workingCount).toBe(0);
  });
});

/** What became of a call for speech. */
async function outcome(asked: Promise<Response>) {
  const response = await asked;
  const body = await response.arrayBuffer().catch(() => null);
  if (response.status === 200) return body && body.byteLength > 44 ? 'spoken' : 'broken off';
  return JSON.parse(new TextDecoder().decode(body!)).error.code;
}

describe('the models of the page', () => {
  const ask = (page: ReturnType<typeof apiPage>, model: string, signal?: AbortSignal) =>
    outcome(
      page.call('/v1/audio/speech', {
        body: JSON.stringify({ ...JSON.parse(speech), model }),
        ...(signal ? { signal } : {}),
      }),
    );

  test('those that can be asked for are listed, the loaded one first', async () => {
    const page = apiPage();
    await page.untilReady();
    const { data } = await (await page.call('/v1/models')).json();
    expect(data.map(({ id }: { id: string }) => id)).toEqual(['fake', 'drone']);
    expect(await ask(page, 'nobody')).toBe('model_not_found');
  });

  test('a call waits for the model that is being loaded', async () => {
    const page = apiPage();
    const asked = ask(page, 'fake');
    await page.start();
    expect(await asked).toBe('spoken');
  });

  test('another model that is here is loaded for a call, unless something is spoken', async () => {
    const pause = () => new Promise<void>((resolve) => setImmediate(resolve));
    const page = apiPage({}, { pause, seconds: 20 });
    await page.untilReady();
    page.controllers.speech.speak();
    await page.until((state) => state.speech.type === 'speaking');
    expect(await ask(page, 'drone')).toBe('model_busy');
    page.controllers.speech.stop();
    await page.until((state) => state.speech.type === 'stopped');
    expect(await ask(page, 'drone')).toBe('spoken');
    expect(page.store.getState().model).toMatchObject({ type: 'ready', choice: { id: 'drone' } });
  });

  test('calls are spoken one after another, in the order in which they came, beside the page itself', async () => {
    const page = apiPage({}, { seconds: 1 });
    await page.untilReady();
    const texts = Array.from({ length: 20 }, (_, index) => `Number ${index}.`);
    const { pause, open } = gate();
    const left = page.call('/v1/audio/speech', { body: speech, signal: AbortSignal.abort() });
    await expect(left).rejects.toThrow();
    const all = texts.map((input, index) => {
      const body = new Response(JSON.stringify({ ...JSON.parse(speech), input })).body!;
      // The third comes over slower ports than those behind it.
      const slow = new TransformStream({
        transform: (part, out) => pause().then(() => out.enqueue(part)),
      });
      return outcome(page.call('/v1/audio/speech', { body: index === 2 ? body.pipeThrough(slow) : body }));
    });
    await page.until(() => page.engine.requests.length === 2);
    expect((await page.call('/health')).status).toBe(200);
    open();
    expect(await Promise.all(all)).toEqual(texts.map(() => 'spoken'));
    expect(page.engine.requests.map(({ text }) => text)).toEqual(texts);
    expect(page.store.getState().api.workingCount).toBe(0);
  });

  test('a caller who leaves a queue disturbs nobody in it', async () => {
    const pause = () => new Promise<void>((resolve) => setImmediate(resolve));
    const page = apiPage({}, { seconds: 4, pause });
    await page.untilReady();
    const leaver = new AbortController();
    const all = [ask(page, 'fake'), ask(page, 'fake', leaver.signal), ask(page, 'fake')];
    const left = all[1]!.catch(() => 'left');
    await page.until(() => page.engine.requests.length === 1);
    leaver.abort();
    expect([await all[0], await left, await all[2]]).toEqual(['spoken', 'left', 'spoken']);
    expect(page.engine.requests).toHaveLength(2);
    expect(page.lines()[1]).toMatchObject({ status: 499 });
  });

  test('an engine that dies takes only the call that it was speaking: the next loads it again', async () => {
    const page = apiPage({}, { seconds: 4, failAfterChunks: 2, failInRequest: 2 });
    await page.untilReady();
    const all = await Promise.all([1, 2, 3].map(() => ask(page, 'fake')));
    expect(all[0]).toBe('spoken');
    expect(all[1]).toMatch(/broken off|device_lost/);
    expect(all[2]).toBe('spoken');
    expect(page.store.getState().model.type).toBe('ready');
  });

  test('a page that loses its model lets another one answer', async () => {
    const page = apiPage({}, { load: 'fails' });
    await page.start();
    await page.until(({ model }) => model.type === 'failed');
    expect(page.stepBackCount()).toBe(1);
    expect(await ask(page, 'hum')).toBe('bad_model');
  });
});

describe('the jobs', () => {
  const order = JSON.stringify({ app: 'infsh/higgs-audio', input: { transcript: 'Hello.' } });

  test('a job is run beside the calls, and is noted for the next page until it is done', async () => {
    const page = apiPage();
    await page.untilReady();
    const run = await page.call('/apps/run', { body: order });
    expect(run.status).toBe(201);
    const task = await run.json();
    const { id } = task.data ?? task;
    expect(page.notes.read('api-jobs')).toBe('1');
    const now = async () => {
      const reply = await (await page.call(`/tasks/${id}`)).json();
      return reply.data ?? reply;
    };
    await expect.poll(async () => (await now()).status_text).toMatch(/completed|failed/);
    expect((await now()).error).toBe('');
    expect((await now()).output.audio_output).toMatch(/^https:\/\/voice\.example\/files\//);
  });

  test('the statuses have the numbers that the page is set to, also after they are changed', async () => {
    const page = apiPage({ statusScheme: 'v1' });
    await page.untilReady();
    const { data } = await (
      await page.call('/apps/run', { body: order.replace('"input"', '"wait":true,"input"') })
    ).json();
    expect(data).toMatchObject({ status: 9, status_text: 'completed' });
    page.controllers.api.changeOptions({ statusScheme: 'v2' });
    expect((await (await page.call(`/tasks/${data.id}`)).json()).data.status).toBe(10);
  });

  test('an error has the form of the job routes', async () => {
    const page = apiPage();
    await page.untilReady();
    const missing = await page.call('/tasks/nowhere');
    expect(missing.status).toBe(404);
    expect(missing.headers.get('content-type')).toBe('application/problem+json');
  });
});
