import { describe, expect, test } from 'vitest';
import { serveCall } from '../../../src/platform/api/call-wire';
import { pageDoors } from '../../../src/platform/api/page-doors';
import { isServed } from '../../../src/platform/api/serving-lock';
import { CallRouter } from '../../../src/platform/service-worker/call-router';
import { FakeClock } from '../../fakes/fake-clock';
import { FakeTabs } from '../../fakes/fake-tabs';

const SCOPE = 'https://site.example/base/';

/** A site with tabs that serve, or stay silent. */
function fakeSite() {
  const clock = new FakeClock();
  const tabs = new FakeTabs();
  const fetched: string[] = [];
  const router = new CallRouter(
    SCOPE,
    tabs,
    () => isServed(SCOPE, tabs.locks),
    async ({ url }) => {
      fetched.push(url);
      return url.endsWith('of-the-host')
        ? new Response('of the host')
        : new Response('Not found', { status: 404 });
    },
    clock,
  );
  /** A page of the site whose replies name it. */
  const openTab = (name: string, reply?: (path: string, signal: AbortSignal) => Promise<Response>) => {
    const tab = tabs.open(`${SCOPE}?tab=${name}`);
    const doors = pageDoors({ scope: SCOPE, window: new EventTarget() as Window, ...tab });
    doors.open((port) =>
      serveCall(port, async ({ head, signal }) => reply?.(head.path, signal) ?? new Response(name)),
    );
    return { ...tab, doors };
  };
  const call = (path: string, init: RequestInit = {}, clientId = '') =>
    router.answer({ request: new Request(SCOPE + path, init), clientId });
  return { clock, tabs, router, fetched, openTab, call };
}

const text = async (response: Promise<Response>) => (await response).text();

describe('the router', () => {
  test('answers the paths of the API below its folder, and no others', () => {
    const { router } = fakeSite();
    const owns = (url: string) => router.owns(new Request(url));
    for (const path of [
      'v1/models',
      'v1/chat/completions?x=1',
      'health',
      'run',
      'apps/run',
      'tasks/7',
      'files',
    ])
      expect(owns(SCOPE + path), path).toBe(true);
    for (const path of ['', 'index.html', 'healthy', 'models/v1/x', 'apps/other', 'runner', 'tasksx/1'])
      expect(owns(SCOPE + path), path).toBe(false);
    expect(owns('https://site.example/v1/models')).toBe(false);
    expect(owns('https://other.example/base/v1/models')).toBe(false);
  });

  test('leaves pages that are opened to the host', () => {
    const { router } = fakeSite();
    const opened = { url: `${SCOPE}v1/models`, mode: 'navigate', method: 'GET' } as Request;
    expect(router.owns(opened)).toBe(false);
  });

  test('without a page it answers 503 at once, in the shape of OpenAI and of RFC 9457', async () => {
    const { call } = fakeSite();
    const response = await call('v1/models');
    expect(response.status).toBe(503);
    const body = await response.json();
    expect(body.error).toEqual({
      message: expect.stringMatching(/Open it/),
      type: 'server_error',
      param: null,
      code: 'model_not_loaded',
    });
    expect(body).toMatchObject({ status: 503, title: 'Service Unavailable', detail: body.error.message });
  });

  test('one of several tabs answers, and the next one when that is closed', async () => {
    const { openTab, call } = fakeSite();
    const first = openTab('first');
    openTab('second');
    expect(await text(call('v1/models'))).toBe('first');
    expect(await text(call('v1/models'))).toBe('first');
    first.close();
    expect(await text(call('v1/models'))).toBe('second');
  });

  test('a tab that cannot speak steps back behind one that can, and serves again when it is alone', async () => {
    const { openTab, call } = fakeSite();
    const first = openTab('first');
    const second = openTab('second');
    expect(await text(call('v1/models'))).toBe('first');
    first.doors.stepBack();
    expect(await text(call('v1/models'))).toBe('second');
    second.close();
    expect(await text(call('v1/models'))).toBe('first');
    first.doors.stepBack();
    expect(await text(call('v1/models'))).toBe('first');
  });

  test('a page that does not answer in time is a 503', async () => {
    const { tabs, call, clock } = fakeSite();
    const frozen = tabs.open(`${SCOPE}?frozen`);
    void frozen.locks.request(`pagevoice-api ${SCOPE}`, () => new Promise(() => {}));
    const response = call('health');
    await expect.poll(() => clock.timerCount).toBe(1);
    clock.pass(5_000);
    expect((await response).status).toBe(503);
  });

  test('a page that is closed in the middle of a call ends it: 503 before the reply, a broken body after', async () => {
    const { openTab, call, clock } = fakeSite();
    const started = { count: 0 };
    const body = () =>
      new ReadableStream({
        start: (controller) => controller.enqueue(new Uint8Array([1])),
        pull: () => new Promise(() => {}),
      });
    const tab = openTab('first', async (path) => {
      started.count++;
      return path === '/health' ? new Promise<Response>(() => {}) : new Response(body());
    });
    const waiting = call('health');
    const streamed = await call('v1/audio/speech', { method: 'POST', body: '{}' });
    const reader = streamed.body!.getReader();
    await reader.read();
    expect(started.count).toBe(2);
    tab.close();
    clock.pass(1_000);
    expect((await waiting).status).toBe(503);
    await expect(reader.read()).rejects.toThrow(/closed/);
  });

  test('a caller whose page is closed has left', async () => {
    const { tabs, openTab, call, clock } = fakeSite();
    let signal: AbortSignal | null = null;
    openTab('first', (_, given) => {
      signal = given;
      return new Promise(() => {});
    });
    const caller = tabs.open(`${SCOPE}caller.html`);
    void call('v1/models', {}, caller.id);
    await expect.poll(() => signal !== null && clock.timerCount === 1).toBe(true);
    caller.close();
    clock.pass(1_000);
    await expect.poll(() => signal!.aborted).toBe(true);
  });

  test('a file that only the host has comes from the host', async () => {
    const { openTab, call, fetched } = fakeSite();
    expect(await text(call('files/of-the-host'))).toBe('of the host');
    openTab('first', async (path) =>
      path === '/files/kept' ? new Response('kept') : new Response('No such file.', { status: 404 }),
    );
    expect(await text(call('files/kept'))).toBe('kept');
    expect(await text(call('files/of-the-host'))).toBe('of the host');
    expect(await text(call('files/nowhere'))).toBe('No such file.');
    await text(call('files/posted', { method: 'POST', body: 'x' }));
    expect(fetched.filter((url) => url.endsWith('posted'))).toEqual([]);
  });

  test('a body of many pieces arrives whole', async () => {
    const { openTab, tabs, call } = fakeSite();
    openTab('echo').close();
    const tab = tabs.open(SCOPE);
    const doors = pageDoors({ scope: SCOPE, window: new EventTarget() as Window, ...tab });
    doors.open((port) =>
      serveCall(port, async ({ body }) => {
        let length = 0;
        for await (const part of body!) length += part.length;
        return new Response(String(length));
      }),
    );
    const body = new Uint8Array(3_000_000);
    expect(await text(call('v1/audio/voices', { method: 'POST', body }))).toBe('3000000');
  });
});
