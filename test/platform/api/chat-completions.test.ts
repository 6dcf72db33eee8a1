import type OpenAI from 'openai';
import { beforeAll, describe, expect, test } from 'vitest';
import { encodeWav } from '../../../src/core/pcm/wav-writer';
import { chatCall, spokenBy, toyApi, toyModel } from '../../fakes/toy-api';

const never = new AbortController().signal;
let model: Awaited<ReturnType<typeof toyModel>>;
let api: ReturnType<typeof toyApi>;
let clockMs = 1_763_650_000_000;

beforeAll(async () => {
  model = await toyModel();
  api = toyApi(model.manifest, model.engine, { nowMs: () => clockMs });
});

const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));
const wavOf = (samples: Float32Array) => encodeWav(samples, 24_000, 'pcm16');

/** Creates a completion and hands out its parts. */
async function complete(more: Record<string, unknown> = {}) {
  const completion = await api.client.chat.completions.create(
    chatCall(more) as OpenAI.Chat.ChatCompletionCreateParamsNonStreaming,
  );
  const { pagevoice } = completion as unknown as { pagevoice: Record<string, unknown> };
  return { completion, audio: completion.choices[0]!.message.audio!, pagevoice };
}

describe('a completion', () => {
  test('holds the sound that the engine makes, and everything that the hosted systems tell', async () => {
    const { completion, audio, pagevoice } = await complete();
    const samples = await spokenBy(model.engine, { text: 'Hello there.' });
    expect(bytesOf(audio.data)).toEqual(wavOf(samples));
    expect(audio).toMatchObject({ transcript: 'Hello there.', expires_at: 1_763_653_600 });
    const message = { role: 'assistant', content: null };
    expect(completion).toMatchObject({
      object: 'chat.completion',
      created: 1_763_650_000,
      model: 'toy',
      choices: [{ index: 0, finish_reason: 'length', logprobs: null, message }],
      usage: { completion_tokens: 30, completion_tokens_details: { audio_tokens: 30, text_tokens: 0 } },
    });
    const { prompt_tokens, total_tokens, prompt_tokens_details } = completion.usage!;
    expect(total_tokens).toBe(prompt_tokens + 30);
    expect(prompt_tokens_details).toMatchObject({ text_tokens: prompt_tokens, audio_tokens: 0 });
    expect(pagevoice).toMatchObject({ voice: 'ada', seed: 5, audio_seconds: samples.length / 24_000 });
  });

  test('counts the sound of a voice apart from its text', async () => {
    const { completion, pagevoice } = await complete({ audio: { voice: { id: 'belinda' }, format: 'wav' } });
    const details = completion.usage!.prompt_tokens_details as Record<string, number>;
    // 12 frames, a frame before and behind them, and the delay of 8 codebooks.
    expect(details.audio_tokens).toBe(12 + 2 + 7);
    expect(details.audio_tokens! + details.text_tokens!).toBe(completion.usage!.prompt_tokens);
    expect(pagevoice.voice).toBe('ben');
  });

  test('is the same for a model by another name, for extra_body, and for floats', async () => {
    const { audio } = await complete({ top_k: 3 });
    const other = await complete({ model: 'boson/higgs-audio-v2.5', extra_body: { top_k: 3 } });
    expect(other.audio.data).toBe(audio.data);
    expect(other.completion.model).toBe('toy');
    expect((await complete()).audio.data).not.toBe(audio.data);
    const samples = await spokenBy(model.engine, { text: 'Hello there.', sampling: { topK: 3 } });
    const { audio: float } = await complete({ top_k: 3, audio: { format: 'wav-float' } });
    expect(bytesOf(float.data)).toEqual(encodeWav(samples, 24_000, 'float32'));
  });

  test('takes every setting of the hosted app', async () => {
    const text = 'One two three four. Five six seven eight.';
    const system =
      'Generate audio following instruction.\n\n<|scene_desc_start|>\nA hall.\n<|scene_desc_end|>';
    const { audio, pagevoice } = await complete({
      messages: [
        { role: 'system', content: system },
        { role: 'user', content: text },
      ],
      audio: { format: 'wav' },
      temperature: 0.8,
      top_p: 0.9,
      ras_win_len: -1,
      ras_win_max_num_repeat: 3,
      chunk_method: 'word',
      chunk_max_word_num: 4,
      chunk_max_num_turns: 2,
      generation_chunk_buffer_size: 1,
      ref_audio: 'belinda',
      ref_audio_in_system_message: true,
      stop: ['<|eot_id|>', '<|end_of_text|>', '<|audio_eos|>'],
      user: 'me',
      frequency_penalty: 1,
    });
    const samples = await spokenBy(model.engine, {
      text,
      scenePrompt: 'A hall.',
      voices: [{ type: 'preset', id: 'ben' }],
      sampling: { temperature: 0.8, topP: 0.9, rasWindowLength: 0, rasMaxRepeats: 3 },
      chunkMethod: 'word',
      chunkMaxWords: 4,
      chunkMaxTurns: 2,
      chunkBufferSize: 1,
      referencesInSystemMessage: true,
    });
    expect(bytesOf(audio.data)).toEqual(wavOf(samples));
    expect(audio.transcript).toBe(text);
    expect(pagevoice).toMatchObject({ voice: 'ben', ignored: ['user', 'frequency_penalty'] });
  });

  test('is bounded as a whole by max_completion_tokens', async () => {
    const messages = [{ role: 'user', content: 'One two three. Four five six. Seven eight nine.' }];
    const split = { messages, chunk_method: 'word', chunk_max_word_num: 3 };
    const { completion } = await complete({ ...split, max_completion_tokens: 45 });
    expect(completion.usage!.completion_tokens).toBeLessThanOrEqual(45);
    expect(completion.choices[0]!.finish_reason).toBe('length');
    expect((await complete(split)).completion.usage!.completion_tokens).toBeGreaterThan(45);
  });

  test('tells when words and sentences are heard', async () => {
    const { pagevoice } = await complete({ timestamp_granularities: ['word', 'sentence'] });
    const end_time = pagevoice.audio_seconds;
    expect(pagevoice.sentence_timestamps).toEqual([
      { text: 'Hello there.', start_time: 0, end_time, estimated: false },
    ]);
    expect(pagevoice.timestamps).toMatchObject([
      { word: 'Hello', start_time: 0, estimated: true },
      { word: 'there.', end_time, estimated: true },
    ]);
  });
});

describe('a conversation', () => {
  test('goes on in the voice and with the sound of an earlier reply, until that expires', async () => {
    const buffer = { generation_chunk_buffer_size: null };
    const first = await complete({ audio: { voice: 'ben', format: 'pcm16' }, ...buffer });
    const turns = [
      { role: 'user', content: 'Hello there.' },
      first.completion.choices[0]!.message,
      { role: 'user', content: 'And you?' },
    ];
    const call = { messages: turns, audio: { format: 'wav' }, ...buffer };
    const second = await complete(call);
    expect(second.pagevoice.voice).toBe('ben');
    const alone = await complete({ ...call, messages: [turns[2]], audio: { voice: 'ben', format: 'wav' } });
    const soundOf = ({ completion }: typeof second) => completion.usage!.prompt_tokens_details!.audio_tokens!;
    // What was said has its frames and, as every sound of a prompt, a frame at each end and the delay.
    expect(soundOf(second) - soundOf(alone)).toBe(30 - 8 + 2 + 7);
    expect(second.audio.data).not.toBe(alone.audio.data);
    clockMs += 3600_000;
    await expect(complete(call)).rejects.toMatchObject({ status: 400, param: 'messages[1].audio.id' });
  });

  test('shows voices by recordings, in the order of their tags', async () => {
    const recording = (pitch: number) => {
      const loudness = (i: number) => 0.4 * Math.sin(i / 900);
      const samples = Float32Array.from({ length: 24_000 }, (_, i) => loudness(i) * Math.sin(i * pitch));
      return Buffer.from(wavOf(samples)).toString('base64');
    };
    const spoken = (pitch: number) => ({
      role: 'assistant',
      content: [{ type: 'input_audio', input_audio: { data: recording(pitch), format: 'wav' } }],
    });
    const text = '[SPEAKER0] Hello.\n[SPEAKER1] Hi.';
    const { audio, pagevoice } = await complete({
      messages: [
        { role: 'user', content: '[SPEAKER1] The second.' },
        spoken(0.05),
        { role: 'user', content: '[SPEAKER0] The first.' },
        spoken(0.11),
        { role: 'user', content: text },
      ],
    });
    const voices = [];
    for (const [pitch, transcript] of [
      [0.11, 'The first.'],
      [0.05, 'The second.'],
    ] as const) {
      const { samples, sampleRateHz } = await api.host.readRecording(bytesOf(recording(pitch)), never);
      const { warning: _, ...grid } = await model.engine.encodeReference(samples, sampleRateHz, never);
      voices.push({ type: 'codes' as const, grid, transcript });
    }
    expect(bytesOf(audio.data)).toEqual(wavOf(await spokenBy(model.engine, { text, voices })));
    expect(audio.transcript).toBe('Hello. Hi.');
    expect(pagevoice.voice).toBe('recording,recording');
  });
});
