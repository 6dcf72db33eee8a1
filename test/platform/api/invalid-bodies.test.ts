import { expect, test } from 'vitest';
import { openAiRoutes } from '../../../src/core/openai/openai-routes';
import type { SpeechEngine } from '../../../src/core/speech/speech-engine';
import { createHandle } from '../../../src/platform/api/handle';
import { fakeManifest } from '../../fakes/fake-manifest';
import { fuzzFactor, fuzzTimeoutMilliseconds } from '../../fakes/fuzz-factor';
import { seededRandom } from '../../fakes/seeded-random';
import { jsonRequest } from '../../fakes/toy-api';
import { toyApiHost } from '../../fakes/toy-api-host';
import {
  anyText,
  notFile,
  notFlag,
  notList,
  notNamed,
  notNumber,
  notObject,
  notOneOf,
  notSayable,
  notText,
  notWhole,
  pick,
  type Wrong,
} from './wrong-values';

/** Engine that must not be reached. */
class CountingEngine {
  callCount = 0;

  async *speak(): ReturnType<SpeechEngine['speak']> {
    this.callCount++;
    yield { type: 'failed', failure: { kind: 'engine-gone', message: 'The engine was reached.' } };
  }

  async encodeReference(): Promise<never> {
    this.callCount++;
    throw new Error('The engine was reached.');
  }
}

const engine = new CountingEngine();
const host = toyApiHost(fakeManifest(), engine as unknown as SpeechEngine);
const handle = createHandle(host, openAiRoutes(host));

/** One way to make a body wrong: the field that the refusal must name, and the change. */
type Flaw = { readonly field: string; readonly change: (body: Body, random: () => number) => void };
type Body = Record<string, unknown>;

const set =
  (field: string, wrong: Wrong): Flaw['change'] =>
  (body, random) => {
    body[field] = wrong(random);
  };
const flaw = (field: string, wrong: Wrong): Flaw => ({ field, change: set(field, wrong) });
const nested = (field: string, change: Flaw['change']): Flaw => ({ field, change });

/** Settings, with the ranges of the fake's manifest; what is below 0 switches two of them off. */
const ofSettings: readonly Flaw[] = [
  flaw('temperature', notNumber(0, 2)),
  flaw('top_p', (random) => pick(random, [notNumber(0, 1)(random), 0])),
  flaw('top_k', notWhole(Number.MIN_SAFE_INTEGER, 130)),
  flaw('ras_win_len', notWhole(Number.MIN_SAFE_INTEGER, 1000)),
  flaw('ras_win_max_num_repeat', notWhole(1, 1000)),
  flaw('max_new_tokens', notWhole(9, 8192)),
  flaw('seed', notWhole(0, 2 ** 32 - 1)),
  flaw('chunk_method', notOneOf('auto', 'speaker', 'word', 'none')),
  flaw('chunk_max_word_num', notWhole(1, 10_000)),
  flaw('chunk_max_num_turns', notWhole(1, 100)),
  flaw('generation_chunk_buffer_size', notWhole(0, 10_000)),
  flaw('ref_audio_in_system_message', notFlag),
  flaw('pause_scale', notNumber(0, 10)),
  flaw('retakes', notWhole(0, 10)),
  flaw('delivery', notOneOf('live', 'whole')),
  flaw('end_rule', notOneOf('robust', 'transformers', 'first-release')),
  flaw('codec_mode', notOneOf('exact', 'fast')),
  flaw('repetition_penalty', notOneOf(1)),
  flaw('speed', notNumber(0.25, 4)),
  flaw('scene_prompt', notText),
  flaw('text_rules', (random) => pick(random, [5, true, {}, anyText(random), ['nothing'], [5]])),
  flaw('return_timing', notFlag),
  flaw('timestamp_granularities', (random) => pick(random, [notList(random), ['minute'], [1]])),
  flaw('model', notNamed),
  flaw('extra_body', notObject),
  nested('top_k', (body, random) => {
    delete body.top_k;
    body.extra_body = { top_k: notWhole(Number.MIN_SAFE_INTEGER, 130)(random) };
  }),
  nested('', (body, random) => {
    body[`${anyText(random)}_unknown`] = 1;
  }),
];

const message = (content: unknown) => [{ role: 'user', content }];

const ofChat: readonly Flaw[] = [
  ...ofSettings,
  flaw('messages', (random) => pick(random, [notList(random), [], message('Hi.').slice(1)])),
  nested('messages', (body, random) => {
    body.messages = message(pick(random, ['', ' ', '\ud800', 'word '.repeat(60_000)]));
  }),
  nested('messages[0]', (body, random) => {
    body.messages = [notObject(random)];
  }),
  nested('messages[0].role', (body, random) => {
    body.messages = [{ role: notOneOf('user', 'system', 'developer', 'assistant')(random), content: 'Hi.' }];
  }),
  nested('messages[0].content', (body, random) => {
    body.messages = message(pick(random, [5, true, {}, { text: 'Hi.' }]));
  }),
  nested('messages[0].content[0].type', (body, random) => {
    body.messages = message([{ type: notOneOf('text')(random), text: 'Hi.' }]);
  }),
  nested('messages[0].content[0].text', (body, random) => {
    body.messages = message([{ type: 'text', text: notText(random) }]);
  }),
  nested('messages[0].audio.id', (body, random) => {
    body.messages = [{ role: 'assistant', audio: { id: notNamed(random) } }, ...message('Hi.')];
  }),
  nested('messages[1].content[0].input_audio', (body, random) => {
    const data = notFile(random);
    const content = [{ type: 'input_audio', input_audio: { data, format: 'wav' } }];
    body.messages = [...message('It says.'), { role: 'assistant', content }, ...message('Hi.')];
    body.audio = { format: 'wav' };
  }),
  flaw('audio', notObject),
  nested('audio.format', (body, random) => {
    body.audio = { format: notOneOf('wav', 'pcm16', 'wav-float')(random) };
  }),
  nested('audio.voice', (body, random) => {
    body.audio = { voice: pick(random, [5, true, [], 'nobody', 'ada, nobody']) };
  }),
  nested('audio.voice.id', (body, random) => {
    body.audio = { voice: { id: notText(random) } };
  }),
  nested('audio.volume', (body) => {
    body.audio = { voice: 'default', format: 'wav', volume: 2 };
  }),
  nested('messages[0].tool_calls', (body) => {
    body.messages = [{ role: 'user', content: 'Hi.', tool_calls: [{}] }];
  }),
  nested('messages[0].content[0].language', (body) => {
    body.messages = message([{ type: 'text', text: 'Hi.', language: 'en' }]);
  }),
  flaw('modalities', (random) => pick(random, [notList(random), [], ['text'], ['audio', 'video']])),
  flaw('stream', notFlag),
  nested('stream_options', (body, random) => {
    body.stream = true;
    body.stream_options = pick(random, [notObject(random), { include_usage: notFlag(random) }]);
  }),
  flaw('max_completion_tokens', notWhole(9, 10_000_000)),
  flaw('max_tokens', notWhole(9, 10_000_000)),
  flaw('stop', (random) => pick(random, [notList(random), [anyText(random)], ['<|eot_id|>', '.'], [5]])),
  flaw('n', notOneOf(1)),
  flaw('logprobs', notOneOf(false)),
  flaw('ref_audio', notFile),
];

const ofSpeech: readonly Flaw[] = [
  ...ofSettings,
  flaw('input', notSayable),
  nested('voice', (body, random) => {
    body.voice = pick(random, [5, true, [], 'nobody', '__proto__']);
  }),
  flaw('instructions', notText),
  flaw('response_format', notOneOf('wav', 'pcm', 'wav-float')),
  flaw('stream_format', notOneOf('audio', 'sse')),
  flaw('stream', notFlag),
  nested('ref_audio', (body, random) => {
    delete body.voice;
    body.ref_audio = notFile(random);
  }),
  nested('references', (body, random) => {
    delete body.voice;
    const entry = pick(random, [
      { audio_path: notFile(random) },
      { vq_codes: [[1], [2, 3]] },
      { audio_path: 'AAAA', weight: 2 },
      'a',
      {},
    ]);
    body.references = pick(random, [notList(random), [entry]]);
  }),
];

const optional: readonly (readonly [string, unknown])[] = [
  ['temperature', 0.7],
  ['top_p', 0.9],
  ['top_k', 20],
  ['seed', 9],
  ['ras_win_len', 0],
  ['chunk_method', null],
  ['retakes', 0],
  ['speed', 1.5],
  ['text_rules', ['all']],
];

function bodyOf(isChat: boolean, random: () => number): Body {
  const body: Body = isChat
    ? { model: 'fake', messages: message('Hello.'), audio: { voice: 'default', format: 'wav' } }
    : { model: 'fake', input: 'Hello.', voice: 'default', response_format: 'wav' };
  for (const [key, value] of optional) if (random() < 0.3) body[key] = value;
  return body;
}

test('the bodies would be taken without their flaws', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    for (const isChat of [true, false]) {
      const path = isChat ? '/v1/chat/completions' : '/v1/audio/speech';
      const reply = await handle(jsonRequest(path, bodyOf(isChat, seededRandom(seed))));
      expect((await reply.json()).error.message).toBe('The engine was reached.');
    }
  }
  expect(engine.callCount).toBe(40);
});

test(
  'thousands of random invalid bodies are refused by the name of a field, and none reaches the engine',
  async () => {
    engine.callCount = 0;
    const fields = new Set<string>();
    for (let seed = 1; seed <= 2500 * fuzzFactor; seed++) {
      const random = seededRandom(seed);
      const isChat = random() < 0.6;
      const body = bodyOf(isChat, random);
      const { field, change } = pick(random, isChat ? ofChat : ofSpeech);
      change(body, random);
      const reply = await handle(jsonRequest(isChat ? '/v1/chat/completions' : '/v1/audio/speech', body));
      const { error } = await reply.json();
      const told = `case ${seed}, ${field}: ${reply.status} ${JSON.stringify(error).slice(0, 300)} for ${JSON.stringify(body).slice(0, 300)}`;
      expect(reply.status >= 400 && reply.status < 500, told).toBe(true);
      expect(typeof error.param === 'string' && error.param.startsWith(field), told).toBe(true);
      expect(error.message.length > 15 && error.message.length < 3000, told).toBe(true);
      fields.add(`${isChat} ${field}`);
    }
    expect(engine.callCount).toBe(0);
    expect(fields.size).toBeGreaterThan(60);
  },
  fuzzTimeoutMilliseconds,
);
