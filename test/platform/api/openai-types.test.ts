import type OpenAI from 'openai';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { bodyFields } from '../../../src/core/api/body-fields';
import { RefusedCall } from '../../../src/core/api/refused-call';
import { readChatAsk } from '../../../src/core/openai/chat-ask';
import { ChatChunks } from '../../../src/core/openai/chat-chunks';
import type { completionOf } from '../../../src/core/openai/chat-reply';
import { KeptReplies } from '../../../src/core/openai/kept-replies';
import type { modelObject } from '../../../src/core/openai/model-routes';
import { readSpeechCall } from '../../../src/core/openai/speech-call';
import type { voiceObject } from '../../../src/core/openai/voice-routes';

/** A value that is right, or why there is none. */
type Example = { readonly takes: unknown } | { readonly refuses: unknown };

/** Every field that the client's type has: a new one in a new version does not compile until it is decided about. */
const chatFields: Record<keyof OpenAI.Chat.ChatCompletionCreateParamsStreaming, Example> = {
  model: { takes: 'toy' },
  messages: { takes: [{ role: 'user', content: [{ type: 'text', text: 'Hello.' }] }] },
  audio: { takes: { voice: { id: 'ada' }, format: 'flac' } },
  modalities: { takes: ['audio'] },
  stream: { takes: true },
  stream_options: { takes: { include_usage: true, include_obfuscation: false } },
  temperature: { takes: 0.5 },
  top_p: { takes: 0.5 },
  max_tokens: { takes: 100 },
  max_completion_tokens: { takes: 100 },
  stop: { takes: '<|eot_id|>' },
  seed: { takes: 3 },
  n: { takes: 1 },
  logprobs: { takes: false },
  user: { takes: 'me' },
  metadata: { takes: { a: 'b' } },
  store: { takes: false },
  frequency_penalty: { takes: 1 },
  presence_penalty: { takes: 1 },
  logit_bias: { takes: { 5: 1 } },
  response_format: { takes: { type: 'text' } },
  service_tier: { takes: 'auto' },
  safety_identifier: { takes: 'me' },
  prompt_cache_key: { takes: 'me' },
  prompt_cache_options: { takes: { mode: 'implicit' } },
  prompt_cache_retention: { takes: '24h' },
  parallel_tool_calls: { takes: true },
  reasoning_effort: { takes: 'low' },
  verbosity: { takes: 'low' },
  tools: { refuses: [{ type: 'function', function: { name: 'f' } }] },
  tool_choice: { refuses: 'auto' },
  functions: { refuses: [{ name: 'f' }] },
  function_call: { refuses: 'auto' },
  prediction: { refuses: { type: 'content', content: 'Hello.' } },
  moderation: { refuses: { model: 'm' } },
  top_logprobs: { refuses: 2 },
  web_search_options: { refuses: {} },
};

const speechFields: Record<keyof OpenAI.Audio.SpeechCreateParams, Example> = {
  input: { takes: 'Hello.' },
  model: { takes: 'toy' },
  voice: { takes: { id: 'ada' } },
  instructions: { takes: 'In a hall.' },
  response_format: { takes: 'opus' },
  speed: { takes: 2 },
  stream_format: { takes: 'sse' },
};

async function refusalOf(work: () => unknown): Promise<RefusedCall | null> {
  try {
    await work();
    return null;
  } catch (error) {
    expect(error).toBeInstanceOf(RefusedCall);
    return error as RefusedCall;
  }
}

const readChat = (body: object) => readChatAsk(bodyFields(body), new KeptReplies({ nowMs: () => 0 }));
const chatBody = { model: 'toy', messages: [{ role: 'user', content: 'Hello.' }], stream: true };
const readSpeech = (body: object) => readSpeechCall(bodyFields(body));
const speechBody = { model: 'toy', input: 'Hello.' };

describe.each([
  ['chat completions', chatFields, chatBody, readChat],
  ['speech', speechFields, speechBody, readSpeech],
] as const)('every field of %s that the official client knows', (_, fields, body, read) => {
  test.each(Object.entries(fields))('%s is taken, or refused by name', async (field, example: Example) => {
    const value = 'takes' in example ? example.takes : example.refuses;
    const refusal = await refusalOf(() => read({ ...body, [field]: value }));
    if ('takes' in example) expect(refusal).toBeNull();
    else expect(refusal).toMatchObject({ status: 400, field, code: 'unknown_parameter' });
    // Clients write null for what they leave out.
    if (!(field in body)) expect(await refusalOf(() => read({ ...body, [field]: null }))).toBeNull();
  });
});

/** The compiler checks it: `npm run types` fails where ours cannot stand for theirs. */
test('replies have the types that the official client exports', () => {
  expectTypeOf<ReturnType<typeof completionOf>>().toExtend<OpenAI.Chat.ChatCompletion>();
  expectTypeOf<ReturnType<ChatChunks['delta']>>().toExtend<OpenAI.Chat.ChatCompletionChunk>();
  expectTypeOf<ReturnType<ChatChunks['usage']>>().toExtend<OpenAI.Chat.ChatCompletionChunk>();
  expectTypeOf<ReturnType<typeof modelObject>>().toExtend<OpenAI.Models.Model>();
  expectTypeOf<ReturnType<typeof voiceObject>>().toExtend<OpenAI.Audio.Voice>();
  const { delta } = new ChatChunks('chatcmpl-1', 5, 'toy', false).delta({ content: '' }).choices[0]!;
  expect(delta).toEqual({ content: '' });
});
