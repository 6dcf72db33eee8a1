import type OpenAI from 'openai';
import { beforeAll, expect, test } from 'vitest';
import { encodeSamples } from '../../../src/core/pcm/sample-format';
import { encodeWav } from '../../../src/core/pcm/wav-writer';
import { chatCall, jsonRequest, spokenBy, toyApi, toyModel } from '../../fakes/toy-api';

let model: Awaited<ReturnType<typeof toyModel>>;
let api: ReturnType<typeof toyApi>;

beforeAll(async () => {
  model = await toyModel();
  api = toyApi(model.manifest, model.engine);
});

const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));

async function stream(more: Record<string, unknown> = {}) {
  const chunks: OpenAI.Chat.ChatCompletionChunk[] = [];
  const call = { ...chatCall({ audio: { voice: 'ada', format: 'pcm16' }, ...more }), stream: true as const };
  for await (const chunk of await api.client.chat.completions.create(
    call as OpenAI.Chat.ChatCompletionCreateParamsStreaming,
  ))
    chunks.push(chunk);
  return chunks;
}

const soundsOf = (chunks: readonly OpenAI.Chat.ChatCompletionChunk[]) =>
  chunks.flatMap(({ choices }) => choices.flatMap(({ delta }) => delta.audio ?? []));

test('chunks join to the same sound and transcript, in the form that clients expect', async () => {
  const chunks = await stream({ stream_options: { include_usage: true }, codec_mode: 'fast' });
  expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);
  expect(chunks[0]!.choices[0]!.delta).toEqual({ role: 'assistant', content: '' });
  const sounds = soundsOf(chunks);
  expect(sounds[0]).toEqual({ id: expect.stringMatching(/^audio_/), transcript: '' });
  expect(sounds.filter(({ id }) => id !== undefined)).toHaveLength(1);
  const data = sounds.flatMap((audio) => audio.data ?? []);
  expect(data.length).toBeGreaterThan(1);
  for (const part of data.slice(0, -1)) {
    expect(part).not.toContain('=');
    expect(bytesOf(part).length % 6).toBe(0);
  }
  const samples = await spokenBy(model.engine, { text: 'Hello there.', codecMode: 'fast' });
  expect(bytesOf(data.join(''))).toEqual(encodeSamples(samples, 'pcm16'));
  expect(sounds.map(({ transcript }) => transcript ?? '').join('')).toBe('Hello there.');
  expect(sounds.at(-1)).toEqual({ expires_at: 1_763_653_600 });
  const [last, usage] = chunks.slice(-2);
  expect(last!.choices[0]).toMatchObject({ delta: {}, finish_reason: 'length' });
  expect(usage).toMatchObject({ choices: [], usage: { completion_tokens: 30 } });
  expect(chunks.slice(0, -1).every((chunk) => chunk.usage === null)).toBe(true);
});

test('chunks of a file format join to one file', async () => {
  const data = soundsOf(await stream({ audio: { voice: 'ada', format: 'wav' } })).map(
    ({ data: part }) => part ?? '',
  );
  const file = bytesOf(data.join(''));
  const whole = encodeWav(await spokenBy(model.engine, { text: 'Hello there.' }), 24_000, 'pcm16');
  expect(file.subarray(44)).toEqual(whole.subarray(44));
  expect(new TextDecoder().decode(file.subarray(0, 4))).toBe('RIFF');
});

test('a stream ends with [DONE], and without usage where nobody asks for it', async () => {
  const call = { ...chatCall({ audio: { format: 'pcm16' } }), stream: true };
  const response = await api.handle(jsonRequest('/v1/chat/completions', call));
  expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
  expect(response.headers.get('x-pagevoice-voice')).toBe('ada');
  const text = await response.text();
  expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
  expect(text).not.toContain('"usage"');
});
