import OpenAI from 'openai';
import { beforeAll, describe, expect, test } from 'vitest';
import { createApi } from '../../../src/core/api/create-api';
import type { ApiCall, ApiRoute } from '../../../src/core/api/exchange';
import { type Failure, FailureError } from '../../../src/core/failure';
import type { SpeechEngine } from '../../../src/core/speech/speech-engine';
import { chatCall, jsonRequest, speechCall, toyApi, toyModel } from '../../fakes/toy-api';
import type { ToyHostOptions } from '../../fakes/toy-api-host';

let model: Awaited<ReturnType<typeof toyModel>>;

beforeAll(async () => {
  model = await toyModel();
});

const api = (options: ToyHostOptions = {}, engine = model.engine) => toyApi(model.manifest, engine, options);

/** An engine whose speech fails, after some sound of it. */
function failing(failure: Failure, afterChunks = 0): SpeechEngine {
  return Object.assign(Object.create(model.engine) as SpeechEngine, {
    async *speak(...words: Parameters<SpeechEngine['speak']>) {
      let chunkCount = 0;
      if (afterChunks > 0)
        for await (const event of model.engine.speak(...words)) {
          yield event;
          if (event.type === 'chunk' && ++chunkCount === afterChunks) break;
        }
      yield { type: 'failed', failure };
    },
  });
}

async function errorOf(work: Promise<unknown>) {
  return work.then(
    () => expect.unreachable('nothing was refused'),
    (error: unknown) => error as InstanceType<typeof OpenAI.APIError>,
  );
}

describe('the official client throws the class of each error', () => {
  const chat = ({ client }: ReturnType<typeof api>, more: Record<string, unknown>) =>
    errorOf(
      client.chat.completions.create(chatCall(more) as OpenAI.Chat.ChatCompletionCreateParamsNonStreaming),
    );

  test.each([
    ['modalities', { modalities: ['text'] }],
    ['n', { n: 2 }],
    ['stop', { stop: ['.'] }],
    ['audio.format', { audio: { format: 'ogg' } }],
    ['temperature', { temperature: 3 }],
    ['top_k', { extra_body: { top_k: 'many' } }],
    ['messages', { messages: [] }],
    ['messages', { messages: [{ role: 'user', content: ' ' }] }],
    ['messages[0].role', { messages: [{ role: 'tool', content: 'x' }] }],
    ['messages[0].content', { messages: [{ role: 'assistant', content: 'Hi.' }] }],
    ['max_completion_tokens', { max_completion_tokens: 3 }],
    ['max_tokens', { max_tokens: 100, max_completion_tokens: 100 }],
    ['tools', { tools: [{ type: 'function' }] }],
    ['stream_options', { stream_options: { include_usage: true } }],
    ['ras_win_len', { ras_win_len: 1.5 }],
    ['chunk_method', { chunk_method: 'sentence' }],
    ['ref_audio', { audio: { format: 'wav' }, ref_audio: 'data:audio/wav;base64,UklGRg==', ref_text: 'a' }],
    ['ref_text', { ref_text: 'a' }],
    ['audio.voice', { audio: { voice: 'ben', format: 'wav' }, ref_audio: 'ada' }],
    ['audio.voice', { audio: { voice: 'ada,,ben', format: 'wav' } }],
    ['ref_audio', { audio: { format: 'wav' }, ref_audio: ', ada' }],
    ['extra_body.extra_body', { extra_body: { extra_body: { top_k: 3 } } }],
    ['extra_body.top_k', { top_k: 5, extra_body: { top_k: 3 } }],
  ])('400, which names %s', async (param, more) => {
    const error = await chat(api(), more);
    expect(error).toBeInstanceOf(OpenAI.BadRequestError);
    expect(error).toMatchObject({ status: 400, param, type: 'invalid_request_error' });
    expect(error.message.length).toBeGreaterThan(20);
  });

  test('401 without the page’s key, or with another', async () => {
    const guarded = api({ apiKey: 'secret' });
    expect(await chat(guarded, {})).toBeInstanceOf(OpenAI.AuthenticationError);
    const none = await guarded.handle(jsonRequest('/v1/audio/speech', speechCall()));
    expect([none.status, none.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    const headers = { authorization: 'Bearer secret' };
    expect((await guarded.handle(jsonRequest('/v1/audio/speech', speechCall(), headers))).status).toBe(200);
  });

  test('404 for a model and for a voice, with those that there are', async () => {
    const noModel = await chat(api(), { model: 'gpt-9' });
    expect(noModel).toBeInstanceOf(OpenAI.NotFoundError);
    expect(noModel).toMatchObject({ code: 'model_not_found', param: 'model' });
    expect(noModel.message).toContain('toy');
    const noVoice = await chat(api(), { audio: { voice: 'eve', format: 'wav' } });
    expect(noVoice).toMatchObject({ status: 404, code: 'voice_not_found', param: 'audio.voice' });
    expect(noVoice.message).toContain('ada, ben');
  });

  test.each([
    ['device-lost', 503],
    ['engine-gone', 503],
    ['out-of-memory', 507],
    ['bad-package', 500],
    ['network', 502],
  ] as const)('an engine that fails with %s is told with %d', async (kind, status) => {
    const error = await chat(api({}, failing({ kind, message: 'It broke. Try again.' })), {});
    expect(error).toBeInstanceOf(OpenAI.InternalServerError);
    expect(error).toMatchObject({ status, type: 'server_error' });
    expect(error.message).toContain('It broke. Try again.');
  });

  test('503 where there is no model', async () => {
    const error = await chat(api({ models: [] }), {});
    expect(error).toMatchObject({ status: 503, code: 'model_not_loaded' });
    expect((await api({ models: [] }).handle(new Request('https://local.invalid/health'))).status).toBe(503);
    const health = await api().handle(new Request('https://local.invalid/health'));
    expect(await health.json()).toEqual({ status: 'healthy' });
  });

  test('a failure in the middle of a stream is its last event', async () => {
    const failure = { kind: 'device-lost', message: 'The card is gone.' } as const;
    const { client } = api({}, failing(failure, 1));
    const call = { ...chatCall({ audio: { format: 'pcm16' }, codec_mode: 'fast' }), stream: true as const };
    const stream = await client.chat.completions.create(
      call as OpenAI.Chat.ChatCompletionCreateParamsStreaming,
    );
    let count = 0;
    const read = async () => {
      for await (const _ of stream) count++;
    };
    await expect(read()).rejects.toMatchObject({ message: expect.stringContaining('The card is gone.') });
    expect(count).toBeGreaterThan(2);
  });

  test('a failure in the middle of a file breaks it off', async () => {
    const { handle } = api({}, failing({ kind: 'device-lost', message: 'The card is gone.' }, 1));
    const call = speechCall({ response_format: 'pcm', codec_mode: 'fast' });
    const reply = await handle(jsonRequest('/v1/audio/speech', call));
    await expect(reply.arrayBuffer()).rejects.toThrow('The card is gone.');
  });
});

describe('calls that are none', () => {
  const post = (body: BodyInit, contentType: string, path = '/v1/audio/speech') =>
    api().handle(
      new Request(`https://local.invalid${path}`, {
        method: 'POST',
        headers: { 'content-type': contentType },
        body,
      }),
    );

  test.each([
    ['no JSON', '{"model":', 'application/json', 400],
    ['not UTF-8', new Uint8Array([0x22, 0xff, 0x22]), 'application/json', 400],
    ['no object', '[1]', 'application/json', 400],
    ['of a kind that nobody reads', 'model: toy', 'text/yaml', 415],
    ['no form', 'model=toy', 'multipart/form-data; boundary=x', 400],
    ['larger than is read', ' '.repeat(32 * 2 ** 20 + 1), 'application/json', 413],
    ['empty', '', 'application/json', 400],
  ])('a body that is %s', async (_, body, contentType, status) => {
    const reply = await post(body, contentType);
    expect(reply.status).toBe(status);
    const { error } = await reply.json();
    expect(Object.keys(error).sort()).toEqual(['code', 'message', 'param', 'type']);
  });

  test('text is read as JSON, because that is what fetch calls it', async () => {
    expect((await post(JSON.stringify(speechCall()), 'text/plain;charset=UTF-8')).status).toBe(200);
  });

  test('an address that is not there, and a method that it does not take', async () => {
    const { handle } = api();
    const lost = await handle(new Request('https://local.invalid/v1/embeddings'));
    expect(lost.status).toBe(404);
    expect((await lost.json()).error.code).toBe('unknown_url');
    const wrong = await handle(new Request('https://local.invalid/v1/audio/voices', { method: 'PUT' }));
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, POST']);
  });

  test('HEAD is answered as GET, without the body, and only where there is a GET', async () => {
    const { handle } = api();
    const head = (path: string) => handle(new Request(`https://local.invalid${path}`, { method: 'HEAD' }));
    const models = await head('/v1/models');
    expect([models.status, models.headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(await models.text()).toBe('');
    const speech = await head('/v1/audio/speech');
    expect([speech.status, speech.headers.get('allow')]).toEqual([405, 'POST']);
  });

  test('an address of the jobs that is not there is told as a problem', async () => {
    const { handle } = api();
    for (const path of ['/tasks', '/tasks/7/unknown', '/files/7/8/9', '/apps/stop']) {
      const reply = await handle(new Request(`https://local.invalid${path}`));
      expect(reply.headers.get('content-type'), path).toBe('application/problem+json');
      expect(await reply.json()).toMatchObject({ status: 404, code: 'unknown_url' });
    }
    const other = await handle(new Request('https://local.invalid/v1/tasks'));
    expect((await other.json()).error.code).toBe('unknown_url');
  });

  test('models are found by ids with slashes, written or escaped', async () => {
    const { client, handle } = api();
    expect((await client.models.retrieve('boson/higgs-audio-v2.5')).id).toBe('toy');
    const plain = await handle(new Request('https://local.invalid/v1/models/boson/higgs-audio-v2.5'));
    expect((await plain.json()).id).toBe('toy');
    expect((await handle(new Request('https://local.invalid/v1/models/none'))).status).toBe(404);
    expect(await (await handle(new Request('https://local.invalid/v1/audio/models'))).json()).toMatchObject({
      models: [{ id: 'toy', object: 'model', owned_by: 'pagevoice' }],
    });
  });
});

test('routes of jobs tell errors as problems', async () => {
  const fails = (error: Error): ApiRoute => ({
    method: 'POST',
    path: '/tasks/{id}/cancel',
    errors: 'problem',
    answer: async () => Promise.reject(error),
  });
  const call: ApiCall = {
    method: 'POST',
    path: '/tasks/7/cancel',
    query: new Map(),
    header: (name) => (name === 'x-api-version' ? '2' : null),
    body: async () => ({ type: 'none' }),
  };
  const { host } = api();
  const failure = { kind: 'storage', message: 'The disk is full.', details: { field: 'input' } } as const;
  const reply = await createApi(host, [fails(new FailureError(failure))])(call, new AbortController().signal);
  expect(reply.headers['content-type']).toBe('application/problem+json');
  expect(JSON.parse(reply.body as string)).toEqual({
    type: 'about:blank',
    title: 'Insufficient Storage',
    status: 507,
    detail: 'The disk is full.',
    code: 'insufficient_storage',
    field: 'input',
  });
});

test('the first version of the job routes has its wrapper around errors of every kind', async () => {
  const { handle } = api({ apiKey: 'secret' });
  const errorOf = async (headers: Record<string, string>) =>
    (await handle(new Request('https://local.invalid/tasks/7/none', { headers }))).json();
  const authorization = 'Bearer secret';
  expect(await errorOf({})).toMatchObject({
    success: false,
    error: { code: 'invalid_api_key' },
    status: 401,
    detail: expect.any(String),
  });
  expect(await errorOf({ authorization })).toMatchObject({ success: false, status: 404 });
  expect(await errorOf({ authorization, 'x-api-version': '2' })).not.toHaveProperty('success');
});
