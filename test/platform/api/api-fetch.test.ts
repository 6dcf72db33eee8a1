import { expect, test } from 'vitest';
import { createApiFetch, createFrameFetch } from '../../../src/platform/api/api-fetch';
import { serveCall } from '../../../src/platform/api/call-wire';
import { pageDoors } from '../../../src/platform/api/page-doors';

const echo = async (request: Request) =>
  Response.json({
    method: request.method,
    path: request.url.replace('https://page.invalid', ''),
    type: request.headers.get('content-type'),
    body: await request.text(),
  });

test.each([
  ['https://local.invalid/v1/models', '/v1/models'],
  ['https://local.invalid/some/base/v1/models/a%2Fb?x=1', '/v1/models/a%2Fb?x=1'],
  ['https://api.example/apps/run', '/apps/run'],
  ['https://api.example/base/tasks/7/status', '/tasks/7/status'],
  ['https://api.example/v1/files/run', '/v1/files/run'],
  ['https://api.example/nothing/here', '/nothing/here'],
])('%s is asked for as %s', async (address, path) => {
  expect(await (await createApiFetch(echo)(address)).json()).toMatchObject({ method: 'GET', path, body: '' });
});

test('a body and its headers arrive, forms too', async () => {
  const fetchHere = createApiFetch(echo);
  const headers = { 'content-type': 'application/json' };
  const sent = await fetchHere('https://x.invalid/v1/audio/speech', {
    method: 'POST',
    headers,
    body: '{"a":1}',
  });
  expect(await sent.json()).toMatchObject({ method: 'POST', type: 'application/json', body: '{"a":1}' });
  const form = new FormData();
  form.set('name', 'Anna');
  const formed = await (
    await fetchHere(new Request('https://x.invalid/v1/audio/voices', { method: 'POST', body: form }))
  ).json();
  expect(formed.type).toMatch(/^multipart\/form-data; boundary=/);
  expect(formed.body).toContain('Anna');
});

test('an abort reaches what answers', async () => {
  const caller = new AbortController();
  const asked = createApiFetch(
    ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  )('https://x.invalid/v1/models', { signal: caller.signal });
  await Promise.resolve();
  caller.abort();
  await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
  await expect(createApiFetch(echo)('https://x.invalid/v1', { signal: caller.signal })).rejects.toThrow();
});

/** A window that takes messages; only those for its own origin arrive. */
function fakeWindow(origin: string, caller: string) {
  const inbox = new EventTarget();
  const target = {
    postMessage(data: unknown, wanted: string, ports: readonly MessagePort[]) {
      if (wanted === origin)
        inbox.dispatchEvent(Object.assign(new Event('message'), { data, ports, origin: caller }));
    },
  };
  return { inbox: inbox as unknown as Window, target: target as unknown as Window };
}

test('another window answers, and learns the origin of the caller', async () => {
  const { inbox, target } = fakeWindow('https://voice.example', 'https://blog.example');
  const doors = pageDoors({
    scope: 'https://voice.example/',
    window: inbox,
    serviceWorker: undefined,
    locks: undefined,
  });
  doors.open((port, origin) =>
    serveCall(port, async ({ head: { path }, body }) => {
      let length = 0;
      for await (const part of body ?? []) length += part.length;
      return new Response(`${origin} ${path} ${length}`);
    }),
  );
  const asked = createFrameFetch(target, 'https://voice.example');
  const reply = await asked('https://voice.example/v1/audio/speech', { method: 'POST', body: '12345' });
  expect(await reply.text()).toBe('https://blog.example /v1/audio/speech 5');
});
