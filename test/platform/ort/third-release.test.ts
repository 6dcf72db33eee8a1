import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CodeGrid } from '../../../src/core/codec/code-grid';
import type { SpeechEngine } from '../../../src/core/speech/speech-engine';
import type { SpeechEvent } from '../../../src/core/speech/speech-event';
import type { SpeechRequestInput } from '../../../src/core/speech/speech-request';
import { type NodeRuntime, nodeEngine } from '../../fakes/node-engine';
import { codesOf } from '../../fakes/spoken-codes';
import { tiniestShape, toyShape } from '../../toy/toy-shape';
import { type ToyOptions, toyPackage } from '../../toy-model';

const never = new AbortController().signal;
const hello = { text: 'Hello there.', seed: 5, maxNewColumns: 30, retakes: 0 } satisfies SpeechRequestInput;

async function loaded(options: ToyOptions, runtime: NodeRuntime = 'native'): Promise<SpeechEngine> {
  const { source } = await toyPackage({ precision: 'q8', ...options });
  const engine = nodeEngine(() => source, runtime);
  await engine.load('toy', 'auto', () => {}, never);
  return engine;
}

/** What a request gives that ends well. */
async function spoken(engine: SpeechEngine, request: SpeechRequestInput) {
  const events: SpeechEvent[] = [];
  for await (const event of engine.speak(request, never)) events.push(event);
  const end = events.at(-1)!;
  if (end.type !== 'finished') throw new Error(JSON.stringify(end));
  const samples = events.flatMap((event) => (event.type === 'chunk' ? [...event.chunk.samples] : []));
  const warnings = events.flatMap((event) => (event.type === 'warning' ? [event.message] : []));
  return { ...end, samples, warnings, codes: codesOf(events) };
}

describe.each(['native', 'wasm'] as const)('V3 through the same engine, %s', (runtime) => {
  let engine: SpeechEngine;
  beforeAll(async () => {
    engine = await loaded({ seed: 3, layout: 'third-release' }, runtime);
  });
  afterAll(() => engine.unload());

  test('text becomes sound, and the same seed the same', async () => {
    const first = await spoken(engine, hello);
    expect(first.samples.length).toBe(first.codes.frameCount * 960);
    expect(first.codes.frameCount).toBeGreaterThan(10);
    expect(first.samples.some((sample) => Math.abs(sample) > 0.001)).toBe(true);
    expect((await spoken(engine, hello)).samples).toEqual(first.samples);
    expect((await spoken(engine, { ...hello, seed: 6 })).samples).not.toEqual(first.samples);
  });

  test('a recorded voice is used with its words or without', async () => {
    const grid: CodeGrid = await engine.encodeReference(
      Float32Array.from({ length: 24_000 * 3 }, (_, i) => Math.sin(i / 9) * Math.sin(i / 4000) * 0.5),
      24_000,
      never,
    );
    expect(grid.codebookCount).toBe(8);
    const plain = await spoken(engine, hello);
    const lengths = new Set([plain.stats.promptPositionCount]);
    for (const transcript of ['La la.', '']) {
      const cloned = await spoken(engine, { ...hello, voices: [{ type: 'codes', grid, transcript }] });
      expect(cloned.samples).not.toEqual(plain.samples);
      expect(cloned.stats.promptPositionCount).toBeGreaterThan(grid.frameCount);
      lengths.add(cloned.stats.promptPositionCount);
    }
    expect(lengths.size).toBe(3);
  });
});

describe('what only V3 has', () => {
  let engine: SpeechEngine;
  beforeAll(async () => {
    engine = await loaded({ seed: 3, layout: 'third-release' });
  });
  afterAll(() => engine.unload());

  test('control tags change the speech; unknown ones are told and left out', async () => {
    const plain = await spoken(engine, hello);
    const tagged = await spoken(engine, { ...hello, text: `<|emotion:sadness|>${hello.text}` });
    expect(tagged.stats.promptPositionCount).toBe(plain.stats.promptPositionCount + 1);
    expect(tagged.warnings.filter((message) => message.includes('does not know'))).toEqual([]);
    const unknown = await spoken(engine, { ...hello, text: `<|emotion:longing|>${hello.text}` });
    expect(unknown.warnings.join()).toMatch(/does not know <\|emotion:longing\|>/);
    expect(unknown.samples).toEqual(plain.samples);
  });

  test('a long text is spoken in pieces, each after the one before', async () => {
    const chunked = { chunkMethod: 'word', chunkMaxWords: 2 } as const;
    const text = 'One two. Three four. Five six.';
    const all = await spoken(engine, { ...hello, ...chunked, text });
    const alone = await spoken(engine, { ...hello, ...chunked, text, chunkBufferSize: 0 });
    expect(all.stats.promptPositionCount).toBeGreaterThan(alone.stats.promptPositionCount + 60);
    expect(alone.codes.frameCount).toBeGreaterThan(30);
  });

  test.each<[string, Partial<SpeechRequestInput>, RegExp]>([
    ['a scene', { scenePrompt: 'A hall.' }, /Higgs Audio V3 takes no scene description/],
    ['a described voice', { voices: [{ type: 'profile', description: 'low' }] }, /from a description/],
    ['references in a system message', { referencesInSystemMessage: true }, /no system message/],
    ['an end rule of V2', { endRule: 'transformers' }, /"endRule"/],
  ])('%s is refused with a sentence', async (_, change, reason) => {
    const events: SpeechEvent[] = [];
    for await (const event of engine.speak({ ...hello, ...change }, never)) events.push(event);
    expect(events.at(-1)).toMatchObject({ type: 'failed', failure: { kind: 'bad-request' } });
    expect(JSON.stringify(events.at(-1))).toMatch(reason);
  });
});

describe.each([
  { layout: 'hugging-face', codebookCount: 12 },
  { layout: 'third-release', codebookCount: 12 },
  { layout: 'third-release', codebookCount: 3 },
] as const)('$codebookCount codebooks, $layout', ({ layout, codebookCount }) => {
  test.each(['q4', 'f16'] as const)('speaks and clones at %s', async (precision) => {
    const shape = { ...toyShape, language: tiniestShape.language, codebookCount };
    const { source, manifest } = await toyPackage({ seed: 2, layout, shape, precision });
    expect(manifest.spec.language.codebooks.codebookCount).toBe(codebookCount);
    const engine = nodeEngine(() => source);
    await engine.load('toy', 'auto', () => {}, never);
    const tone = Float32Array.from(
      { length: 24_000 * 3 },
      (_, i) => Math.sin(i / 11) * Math.sin(i / 5000) * 0.5,
    );
    const grid = await engine.encodeReference(tone, 24_000, never);
    expect(grid.codes.length).toBe(codebookCount * grid.frameCount);
    const { codes, samples } = await spoken(engine, {
      ...hello,
      voices: [{ type: 'codes', grid, transcript: 'La la.' }],
    });
    expect(codes.codebookCount).toBe(codebookCount);
    expect(codes.codes.every((code) => code >= 0 && code < shape.codebookSize)).toBe(true);
    expect(samples.length).toBe(codes.frameCount * 960);
    expect(codes.frameCount).toBeGreaterThan(0);
    await engine.unload();
  });
});
