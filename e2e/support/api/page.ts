import { inference } from '@inferencesh/sdk';
import OpenAI, { toFile } from 'openai';
import { createFrameFetch } from '../../../src/platform/api/api-fetch';

/** A page of somebody else on the same site: it has the official clients, unmodified, and nothing of Pagevoice. */
declare global {
  var caller: Caller;
}

type SpeechFormat = 'wav' | 'pcm' | 'flac' | 'mp3' | 'opus' | 'aac';

const openai = (options: { key?: string; base?: string } = {}) =>
  new OpenAI({
    baseURL: options.base ?? new URL('../v1', location.href).href,
    apiKey: options.key ?? 'none',
    dangerouslyAllowBrowser: true,
    maxRetries: 0,
  });

const chat = (text: string, seed: number) => ({
  model: 'boson/higgs-audio-v2.5',
  modalities: ['text', 'audio'] as ('text' | 'audio')[],
  audio: { voice: 'alloy', format: 'wav' } as const,
  messages: [{ role: 'user' as const, content: text }],
  seed,
  max_completion_tokens: 400,
});

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

class Caller {
  readonly OpenAI = OpenAI;
  readonly inference = inference;
  readonly openai = openai;
  readonly toFile = toFile;
  readonly createFrameFetch = createFrameFetch;

  /** A whole completion, with its sound as bytes of a WAV file. */
  async complete(text: string, seed: number) {
    const reply = await openai().chat.completions.create(chat(text, seed));
    const audio = reply.choices[0]!.message.audio!;
    return { reply, wav: Array.from(bytesOf(audio.data)) };
  }

  /** A streamed completion, with its sound as bytes of PCM and the times at which they came. */
  async stream(text: string, seed: number) {
    const chunks = await openai().chat.completions.create({
      ...chat(text, seed),
      audio: { voice: 'alloy', format: 'pcm16' },
      stream: true,
      stream_options: { include_usage: true },
    });
    let data = '';
    let transcript = '';
    const ids = new Set<string>();
    const lengths: number[] = [];
    let end: unknown = null;
    let usage: unknown = null;
    for await (const chunk of chunks) {
      const choice = chunk.choices[0];
      // The package has no type for the sound of a chunk yet.
      const audio = (
        choice?.delta as { audio?: { id?: string; data?: string; transcript?: string } } | undefined
      )?.audio;
      if (audio?.id) ids.add(audio.id);
      if (audio?.data) lengths.push(bytesOf(audio.data).length);
      data += audio?.data ?? '';
      transcript += audio?.transcript ?? '';
      end = choice?.finish_reason ?? end;
      usage = chunk.usage ?? usage;
    }
    return { pcm: Array.from(bytesOf(data)), transcript, ids: [...ids], lengths, end, usage };
  }

  /** A sound file, and what this browser hears in it at 24 kHz. */
  async speech(input: string, format: SpeechFormat, seed: number) {
    const body = { model: 'tts-1', voice: 'alloy', input, response_format: format, seed };
    const reply = await openai().audio.speech.create(body as OpenAI.Audio.SpeechCreateParams);
    const bytes = new Uint8Array(await reply.arrayBuffer());
    const type = reply.headers.get('content-type');
    if (format === 'pcm') return { type, bytes: Array.from(bytes), heard: [] };
    const context = new OfflineAudioContext(1, 1, 24_000);
    const sound = await context.decodeAudioData(bytes.slice().buffer);
    return {
      type,
      bytes: format === 'wav' ? Array.from(bytes) : [],
      heard: Array.from(sound.getChannelData(0)),
    };
  }

  /** Seconds until the first byte of a streamed file. */
  async firstByteSeconds(input: string): Promise<number> {
    const from = performance.now();
    const body = { model: 'tts-1', voice: 'alloy', input, response_format: 'pcm' } as const;
    const reply = await openai().audio.speech.create(body);
    const reader = reply.body!.getReader();
    await reader.read();
    const seconds = (performance.now() - from) / 1000;
    await reader.cancel();
    return seconds;
  }

  /** Name and status of the error that a call ends with. */
  async refused(work: () => Promise<unknown>): Promise<readonly [string, number | undefined, unknown]> {
    try {
      await work();
      return ['none', undefined, null];
    } catch (error) {
      const { name, status, code } = error as { name: string; status?: number; code?: unknown };
      const named = error instanceof OpenAI.APIError ? error.constructor.name : name;
      return [named, status, code];
    }
  }
}

globalThis.caller = new Caller();
