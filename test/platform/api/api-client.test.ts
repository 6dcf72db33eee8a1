import { afterEach, expect, test, vi } from 'vitest';
import { createApiFetch } from '../../../src/platform/api/api-fetch';
import { createApiClient } from '../../../src/platform/api/client/api-client';

const chat = {
  model: 'voice',
  modalities: ['text', 'audio'],
  messages: [{ role: 'user', content: 'Hi.' }],
} as const;

/** A client whose calls are answered by a function. */
function clientOf(answer: (request: Request) => Promise<Response>, key = '') {
  return createApiClient({ fetch: createApiFetch(answer), key });
}

afterEach(() => vi.unstubAllGlobals());

test('a completion is asked for in one call, with the key', async () => {
  const client = clientOf(async (request) => {
    expect(request.method).toBe('POST');
    expect(new URL(request.url).pathname).toBe('/v1/chat/completions');
    expect(request.headers.get('authorization')).toBe('Bearer secret');
    return Response.json({ object: 'chat.completion', got: await request.json() });
  }, 'secret');
  expect(client.leavesFor).toBeNull();
  expect(await client.chat.completions.create(chat)).toEqual({ object: 'chat.completion', got: chat });
});

test('a streamed completion gives its chunks, however the bytes are cut', async () => {
  const text = 'data: {"a":1}\n\n: comment\n\ndata: {"a":"ü"}\r\n\r\ndata: [DONE]\n\n';
  const bytes = new TextEncoder().encode(text);
  const client = clientOf(
    async () =>
      new Response(
        new ReadableStream({
          start(controller) {
            for (let at = 0; at < bytes.length; at += 3) controller.enqueue(bytes.slice(at, at + 3));
            controller.close();
          },
        }),
      ),
  );
  const seen: unknown[] = [];
  for await (const chunk of await client.chat.completions.create({ ...chat, stream: true })) seen.push(chunk);
  expect(seen).toEqual([{ a: 1 }, { a: 'ü' }]);
});

test('an error in the middle of a stream is thrown, and leaving early cancels the body', async () => {
  const broken = clientOf(
    async () => new Response('data: {"a":1}\n\ndata: {"error":{"message":"Lost.","code":"device_lost"}}\n\n'),
  );
  const read = async () => {
    for await (const _ of await broken.chat.completions.create({ ...chat, stream: true }));
  };
  await expect(read()).rejects.toMatchObject({ message: 'Lost.', code: 'device_lost' });

  let isCancelled = false;
  const endless = clientOf(
    async () =>
      new Response(
        new ReadableStream({
          pull: (controller) => controller.enqueue(new TextEncoder().encode('data: {}\n\n')),
          cancel: () => {
            isCancelled = true;
          },
        }),
      ),
  );
  for await (const _ of await endless.chat.completions.create({ ...chat, stream: true })) break;
  await expect.poll(() => isCancelled).toBe(true);
});

test('a refused call is an error with its status, code and field', async () => {
  const error = {
    message: 'No such voice.',
    type: 'invalid_request_error',
    param: 'voice',
    code: 'voice_not_found',
  };
  const client = clientOf(async () => Response.json({ error }, { status: 404 }));
  const asked = client.audio.speech.create({ model: 'voice', input: 'Hi.' });
  await expect(asked).rejects.toMatchObject({
    name: 'ApiError',
    status: 404,
    code: 'voice_not_found',
    param: 'voice',
    message: 'No such voice.',
  });
});

test('a voice is sent as a form', async () => {
  const client = clientOf(async (request) => {
    const form = await request.formData();
    return Response.json({
      id: 'voice-1',
      name: form.get('name'),
      size: (form.get('audio_sample') as File).size,
    });
  });
  const voice = { name: 'Anna', audio_sample: new Blob(['12345']), consent: 'It is my own voice.' };
  expect(await client.audio.voices.create(voice)).toEqual({ id: 'voice-1', name: 'Anna', size: 5 });
});

test('with a hosted server the same calls go there, with its key, and the page is not asked', async () => {
  const asked: Request[] = [];
  vi.stubGlobal('fetch', async (input: string, init: RequestInit) => {
    asked.push(new Request(input, init));
    return Response.json({ object: 'list', data: [] });
  });
  const client = createApiClient({
    fetch: () => Promise.reject(new Error('the page was asked')),
    key: 'of the page',
    server: { url: 'https://speech.example/base/v1/', key: 'of the server' },
  });
  expect(client.leavesFor).toBe('speech.example');
  expect(await client.models.list()).toEqual({ object: 'list', data: [] });
  expect(asked[0]!.url).toBe('https://speech.example/base/v1/models');
  expect(asked[0]!.headers.get('authorization')).toBe('Bearer of the server');
  expect(asked[0]!.credentials).toBe('omit');
});

test.each([
  'https://speech.example/base',
  'https://speech.example/base/v1',
  ' https://speech.example/base/v1/?version=1',
  'https://speech.example/base/v1#models',
])('the address of a hosted server is its folder: %s', async (url) => {
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (input: string) => {
    asked.push(input);
    return Response.json({ object: 'list', data: [] });
  });
  await createApiClient({ fetch: () => Promise.reject(), server: { url, key: '' } }).models.list();
  expect(asked).toEqual(['https://speech.example/base/v1/models']);
});

test('a job stays in the page, with its key, also beside a hosted server', async () => {
  const asked: string[] = [];
  const client = createApiClient({
    fetch: createApiFetch(async (request) => {
      asked.push(
        `${request.method} ${new URL(request.url).pathname} ${request.headers.get('authorization')}`,
      );
      return Response.json({ id: 'task-1', status: 2, input: await request.json() });
    }),
    key: 'of the page',
    server: { url: 'https://speech.example/v1', key: 'of the server' },
  });
  const task = await client.run({ app: 'infsh/higgs-audio', input: { text: 'Hi.' } }, { wait: false });
  expect(task).toMatchObject({ id: 'task-1', status: 2 });
  expect(asked).toEqual(['POST /apps/run Bearer of the page']);
});
