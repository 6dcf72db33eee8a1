import OpenAI from 'openai';
import { openAiRoutes } from '../../src/core/openai/openai-routes';
import type { Manifest } from '../../src/core/package/manifest';
import type { SpeechEngine } from '../../src/core/speech/speech-engine';
import type { SpeechRequestInput } from '../../src/core/speech/speech-request';
import { createHandle } from '../../src/platform/api/handle';
import { toyPackage } from '../toy-model';
import { nodeEngine } from './node-engine';
import { type ToyHostOptions, toyApiHost } from './toy-api-host';

const never = new AbortController().signal;

/** Codes that the toy's codec takes. */
const codes = Array.from({ length: 8 }, (_, k) => Array.from({ length: 12 }, (_, i) => (5 * k + 3 * i) % 16));
const voices = [
  { id: 'ada', name: 'Ada', description: 'Calm', licence: '', transcript: null, codes: null },
  { id: 'ben', name: 'Ben', description: 'Low', licence: '', transcript: 'It says.', codes },
];
const aliases = { models: ['boson/higgs-audio-v2.5'], voices: { belinda: 'ben', alloy: 'ada' } };

/** Settings that keep speech short: the toy model does not end by itself. */
export const briefCall = { max_new_tokens: 30, retakes: 0, seed: 5 };
const briefRequest = { maxNewColumns: 30, retakes: 0, seed: 5 } satisfies Partial<SpeechRequestInput>;

/** A model with random weights, loaded as a page loads one. */
export async function toyModel(): Promise<{ readonly engine: SpeechEngine; readonly manifest: Manifest }> {
  const { source } = await toyPackage({ seed: 3, precision: 'q8', voices, aliases });
  const engine = nodeEngine(() => source);
  const { manifest } = await engine.load('toy', 'auto', () => {}, never);
  return { engine, manifest };
}

/** The API over an engine, and the official client over the API. */
export function toyApi(manifest: Manifest, engine: SpeechEngine, options: ToyHostOptions = {}) {
  const host = toyApiHost(manifest, engine, options);
  const handle = createHandle(host, openAiRoutes(host));
  const client = new OpenAI({
    apiKey: 'local',
    baseURL: 'https://local.invalid/v1',
    fetch: (input, init) => handle(new Request(input as string, init)),
    maxRetries: 0,
  });
  return { host, handle, client };
}

/** The engine's own sound for a request. */
export async function spokenBy(engine: SpeechEngine, request: SpeechRequestInput): Promise<Float32Array> {
  const samples: number[] = [];
  for await (const event of engine.speak({ ...briefRequest, ...request }, never)) {
    if (event.type === 'failed') throw new Error(event.failure.message);
    if (event.type === 'chunk') samples.push(...event.chunk.samples);
  }
  return Float32Array.from(samples);
}

/** A call of chat completions with sound. */
export function chatCall(more: Record<string, unknown> = {}) {
  return {
    model: 'toy',
    messages: [{ role: 'user' as const, content: 'Hello there.' }],
    modalities: ['text' as const, 'audio' as const],
    audio: { voice: 'default', format: 'wav' as const },
    ...briefCall,
    ...more,
  };
}

/** A call of speech. */
export function speechCall(more: Record<string, unknown> = {}) {
  const call = { model: 'toy', voice: 'default', input: 'Hello there.', response_format: 'wav' as const };
  return { ...call, ...briefCall, ...more };
}

/** A call as other clients than the official one send it. */
export function jsonRequest(path: string, body: unknown, headers: Record<string, string> = {}): Request {
  return new Request(`https://local.invalid${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}
