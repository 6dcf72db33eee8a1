import { toFile } from 'openai';
import { beforeAll, describe, expect, test } from 'vitest';
import { encodeSamples } from '../../../src/core/pcm/sample-format';
import { encodeWav } from '../../../src/core/pcm/wav-writer';
import { makersProfile } from '../../../src/core/text/speech-profile';
import { jsonRequest, speechCall, spokenBy, toyApi, toyModel } from '../../fakes/toy-api';

const never = new AbortController().signal;
let model: Awaited<ReturnType<typeof toyModel>>;
let api: ReturnType<typeof toyApi>;

beforeAll(async () => {
  model = await toyModel();
  api = toyApi(model.manifest, model.engine);
});

const wavOf = (samples: Float32Array) => encodeWav(samples, 24_000, 'pcm16');
const bytesOf = async (reply: Response) => new Uint8Array(await reply.arrayBuffer());

function recording(): Uint8Array<ArrayBuffer> {
  return wavOf(Float32Array.from({ length: 24_000 }, (_, i) => 0.4 * Math.sin(i / 900) * Math.sin(i * 0.07)));
}

async function recordedVoice(transcript: string) {
  const { samples, sampleRateHz } = await api.host.readRecording(recording(), never);
  const { warning: _, ...grid } = await model.engine.encodeReference(samples, sampleRateHz, never);
  return { type: 'codes' as const, grid, transcript };
}

function speechOf(more: Record<string, unknown> = {}): Promise<Response> {
  return api.handle(jsonRequest('/v1/audio/speech', speechCall(more)));
}

describe('speech as a file', () => {
  test('of WAV tells its length, and holds the samples of the engine', async () => {
    const reply = await api.client.audio.speech.create(speechCall());
    const samples = await spokenBy(model.engine, { text: 'Hello there.' });
    expect(await bytesOf(reply)).toEqual(wavOf(samples));
    expect(reply.headers.get('content-type')).toBe('audio/wav');
    expect(reply.headers.get('x-pagevoice-seed')).toBe('5');
  });

  test('of PCM comes while it is made', async () => {
    const reply = await api.client.audio.speech.create(
      speechCall({ response_format: 'pcm', codec_mode: 'fast' }),
    );
    let partCount = 0;
    const parts: number[] = [];
    for await (const part of reply.body!) {
      partCount++;
      parts.push(...part);
    }
    expect(partCount).toBeGreaterThan(1);
    const samples = await spokenBy(model.engine, { text: 'Hello there.', codecMode: 'fast' });
    expect(Uint8Array.from(parts)).toEqual(encodeSamples(samples, 'pcm16'));
  });

  test('of WAV, when it is to be streamed, tells no length', async () => {
    const file = await bytesOf(await speechOf({ stream: true }));
    expect(new DataView(file.buffer).getUint32(40, true)).toBe(0xffff_ffff);
    const whole = wavOf(await spokenBy(model.engine, { text: 'Hello there.' }));
    expect(file.subarray(44)).toEqual(whole.subarray(44));
  });

  test('can be in every format that can be written, and in no other', async () => {
    const reply = await speechOf({ response_format: 'mp3' });
    expect(reply.status).toBe(400);
    const { error } = await reply.json();
    expect(error).toMatchObject({ code: 'unsupported_format', param: 'response_format' });
    expect(error.message).toMatch(/wav, pcm/);
  });
});

describe('what speech can be asked for', () => {
  test('instructions are the scene', async () => {
    const file = await bytesOf(await speechOf({ instructions: 'In a hall.' }));
    expect(file).toEqual(
      wavOf(await spokenBy(model.engine, { text: 'Hello there.', scenePrompt: 'In a hall.' })),
    );
  });

  test('a speed makes it shorter, and its captions with it', async () => {
    const reply = await (await speechOf({ speed: 2, return_timing: true })).json();
    const samples = await spokenBy(model.engine, { text: 'Hello there.' });
    const bytes = new Uint8Array(Buffer.from(reply.audio, 'base64'));
    expect((bytes.length - 44) / 2).toBe(Math.round(samples.length / 2));
    expect(reply.sentence_timestamps[0].end_time).toBeCloseTo(samples.length / 48_000);
    expect((await speechOf({ speed: 5 })).status).toBe(400);
  });

  test('a language is compared with those of the voice, and what changes nothing is told', async () => {
    const speech = { ...(model.manifest.speech ?? makersProfile), languages: ['en'] };
    const { handle } = toyApi({ ...model.manifest, speech }, model.engine);
    const call = (more: object) => handle(jsonRequest('/v1/audio/speech', speechCall({ ...more })));
    for (const language of ['en-GB', 'English', 'Auto', 'b'])
      expect((await call({ language, task_type: 'Base' })).headers.get('x-pagevoice-ignored')).toBe(
        'task_type',
      );
    const foreign = await call({ lang_code: 'zh' });
    expect(foreign.status).toBe(400);
    expect((await foreign.json()).error).toMatchObject({ param: 'lang_code' });
  });

  test('a recording is a voice, in a form and in JSON', async () => {
    const voice = await recordedVoice('What it says.');
    const expected = wavOf(await spokenBy(model.engine, { text: 'Hello there.', voices: [voice] }));
    const form = new FormData();
    for (const [key, value] of Object.entries(speechCall({ voice: 'default', ref_text: 'What it says.' })))
      form.set(key, String(value));
    form.set('ref_audio', new File([recording()], 'voice.wav'));
    const url = 'https://local.invalid/v1/audio/speech';
    const posted = await api.handle(new Request(url, { method: 'POST', body: form }));
    expect(posted.headers.get('x-pagevoice-voice')).toBe('recording');
    expect(await bytesOf(posted)).toEqual(expected);
    const data = Buffer.from(recording()).toString('base64');
    const address = `data:audio/wav;base64,${data}`;
    expect(await bytesOf(await speechOf({ ref_audio: address, ref_text: 'What it says.' }))).toEqual(
      expected,
    );
    const references = [{ audio_path: data, text: 'What it says.' }];
    expect(await bytesOf(await speechOf({ references }))).toEqual(expected);
  });

  test('codes of a voice are taken as they are', async () => {
    const { grid, transcript } = await recordedVoice('What it says.');
    const rows = Array.from({ length: grid.codebookCount }, (_, k) =>
      Array.from(grid.codes.slice(k * grid.frameCount, (k + 1) * grid.frameCount)),
    );
    const file = await bytesOf(await speechOf({ references: [{ vq_codes: rows, text: transcript }] }));
    const voices = [await recordedVoice('What it says.')];
    expect(file).toEqual(wavOf(await spokenBy(model.engine, { text: 'Hello there.', voices })));
  });

  test('a reference is given in one way, and its codes are refused by their name', async () => {
    const refusal = async (entry: object) => (await (await speechOf({ references: [entry] })).json()).error;
    const data = Buffer.from(recording()).toString('base64');
    const codes = Array.from({ length: 8 }, () => [1, 2]);
    const both = await refusal({ audio_path: data, vq_codes: codes });
    expect(both.param).toBe('references[0].audio_path');
    expect((await refusal({ audio_path: data, audio: data })).param).toBe('references[0].audio_path');
    for (const vq_codes of [[[1, 2]], Array(8).fill([99_999]), Array(8).fill([-1])]) {
      const { param, message } = await refusal({ vq_codes });
      expect(param).toBe('references[0].vq_codes');
      expect(message).toMatch(/^"references\[0\]\.vq_codes" /);
    }
  });

  test('a stream that captions make impossible is told as ignored', async () => {
    const reply = await speechOf({ stream: true, return_timing: true });
    expect(reply.headers.get('x-pagevoice-ignored')).toBe('stream');
    expect((await reply.json()).timestamps).toHaveLength(2);
  });

  test('a form that names a field twice is refused by its name', async () => {
    const form = new FormData();
    for (const [key, value] of Object.entries(speechCall())) form.set(key, String(value));
    form.append('input', 'Something else.');
    const url = 'https://local.invalid/v1/audio/speech';
    const reply = await api.handle(new Request(url, { method: 'POST', body: form }));
    expect([reply.status, (await reply.json()).error.param]).toEqual([400, 'input']);
  });

  test('names of several speakers are told apart', async () => {
    const text = '[SPEAKER0] Hello. [SPEAKER1] Hi.';
    const reply = await speechOf({ input: text, voice: 'Ada, belinda' });
    expect(reply.headers.get('x-pagevoice-voice')).toBe('ada,ben');
    const voices = ['ada', 'ben'].map((id) => ({ type: 'preset' as const, id }));
    expect(await bytesOf(reply)).toEqual(wavOf(await spokenBy(model.engine, { text, voices })));
  });

  test('captions stand beside the sound, or between its events', async () => {
    const reply = await (await speechOf({ return_timing: true })).json();
    const samples = await spokenBy(model.engine, { text: 'Hello there.' });
    expect(reply).toMatchObject({
      audio: Buffer.from(wavOf(samples)).toString('base64'),
      audio_format: 'wav',
      timestamps: [
        { word: 'Hello', start_time: 0 },
        { word: 'there.', estimated: true },
      ],
      sentence_timestamps: [{ text: 'Hello there.', end_time: samples.length / 24_000, estimated: false }],
    });
    const captioned = await api.handle(jsonRequest('/dev/captioned_speech', speechCall()));
    expect(await captioned.json()).toEqual(reply);
    const events = await (await speechOf({ stream_format: 'sse', return_timing: true })).text();
    expect(events).toContain('"type":"speech.audio.timestamps"');
  });

  test('a form names a list by naming its entries', async () => {
    const form = new FormData();
    for (const [key, value] of Object.entries(speechCall())) form.set(key, String(value));
    for (const word of ['word', 'sentence']) form.append('timestamp_granularities[]', word);
    const url = 'https://local.invalid/v1/audio/speech';
    const reply = await (await api.handle(new Request(url, { method: 'POST', body: form }))).json();
    expect(reply.timestamps).toHaveLength(2);
    expect(reply.sentence_timestamps).toHaveLength(1);
  });

  test('events join to the same sound, and end with what was used', async () => {
    const reply = await speechOf({ stream_format: 'sse', response_format: 'pcm' });
    const events = (await reply.text())
      .trim()
      .split('\n\n')
      .map((line) => JSON.parse(line.replace(/^data: /, '')));
    const sound = Buffer.concat(
      events
        .filter(({ type }) => type === 'speech.audio.delta')
        .map(({ audio }) => Buffer.from(audio, 'base64')),
    );
    const samples = await spokenBy(model.engine, { text: 'Hello there.' });
    expect(new Uint8Array(sound)).toEqual(encodeSamples(samples, 'pcm16'));
    expect(events.at(-1)).toMatchObject({ type: 'speech.audio.done', usage: { output_tokens: 30 } });
  });
});

describe('voices', () => {
  test('of the model are listed in every form that clients read', async () => {
    const list = async (query = '') =>
      (await api.handle(new Request(`https://local.invalid/v1/audio/voices${query}`))).json();
    const all = await list();
    expect(all).toMatchObject({
      object: 'list',
      model: 'toy',
      data: [
        { id: 'ada', name: 'Ada', aliases: ['alloy'] },
        { id: 'ben', name: 'Ben', aliases: ['belinda'] },
      ],
    });
    expect(all.voices).toEqual(all.data);
    expect(await list('?legacy=true')).toEqual({ voices: ['ada', 'ben'] });
  });

  test('are made of a recording, spoken with, listed and deleted', async () => {
    const made = await api.client.audio.voices.create({
      name: 'Mine',
      audio_sample: await toFile(recording(), 'me.wav'),
      consent: 'I am the owner of this voice.',
    });
    expect(made).toMatchObject({ object: 'audio.voice', name: 'Mine', type: 'audio_sample', warnings: [] });
    const [kept] = await api.host.voices.list();
    expect(kept).toMatchObject({ id: made.id, consent: 'I am the owner of this voice.', transcript: '' });
    // Nobody wrote down what it says, so it stands where the model needs no transcript.
    const file = await bytesOf(await speechOf({ voice: { id: made.id } }));
    const spoken = {
      text: 'Hello there.',
      voices: [await recordedVoice('')],
      referencesInSystemMessage: true,
    };
    expect(file).toEqual(wavOf(await spokenBy(model.engine, spoken)));
    expect((await speechOf({ voice: 'mine' })).headers.get('x-pagevoice-voice')).toBe(made.id);
    expect(await api.client.audio.voices.delete(made.id)).toMatchObject({ deleted: true });
    expect((await speechOf({ voice: made.id })).status).toBe(404);
  });

  test.each([
    ['without consent', { consent: ' ' }, 400, 'consent'],
    ['without a name', { name: '' }, 400, 'name'],
    ['of no sound', { audio_sample: new File(['words'], 'a.wav') }, 400, 'audio_sample'],
    [
      'of too large a file',
      { audio_sample: new File([new Uint8Array(10 * 2 ** 20 + 1)], 'a.wav') },
      413,
      'audio_sample',
    ],
    ['by a description', { type: 'prompt' }, 400, 'type'],
    ['with its words twice', { transcript: 'a', ref_text: 'b' }, 400, 'ref_text'],
    ['with a field that nobody knows', { colour: 'red' }, 400, 'colour'],
  ])('%s are refused', async (_, change, status, param) => {
    const form = new FormData();
    const fields = {
      name: 'Mine',
      consent: 'Yes.',
      audio_sample: new File([recording()], 'a.wav'),
      ...change,
    };
    for (const [key, value] of Object.entries(fields)) form.set(key, value as string);
    const url = 'https://local.invalid/v1/audio/voices';
    const reply = await api.handle(new Request(url, { method: 'POST', body: form }));
    expect(reply.status).toBe(status);
    expect((await reply.json()).error.param).toBe(param);
  });
});
