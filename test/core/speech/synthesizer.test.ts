import { expect, test } from 'vitest';
import { FailureError } from '../../../src/core/failure';
import type { LanguageModel } from '../../../src/core/generation/language-model';
import { parseSpeechRequest } from '../../../src/core/speech/parse-speech-request';
import type { SpeechEvent } from '../../../src/core/speech/speech-event';
import type { SpeechRequestInput } from '../../../src/core/speech/speech-request';
import type { SpeechParts } from '../../../src/core/speech/speech-run';
import { synthesize } from '../../../src/core/speech/synthesizer';
import { fakeManifest } from '../../fakes/fake-manifest';
import { letterTokenizer } from '../../fakes/letter-tokenizer';
import { codecSpec, LinearCodec } from '../../fakes/linear-codec';
import { ScriptedLanguageModel, scriptedSpec } from '../../fakes/scripted-language-model';
import { codesOf, piecesOf } from '../../fakes/spoken-codes';

const spec = scriptedSpec(2, 16, 4000);
const codec = codecSpec([4, 3]);
const manifest = fakeManifest({ spec: { language: spec, codec } });
const endColumn = 60;

/** Says codes that change with the column; ends the speech at one column if asked to. */
function talker(ends: boolean): ScriptedLanguageModel {
  return new ScriptedLanguageModel(spec, (column, codebook, code) => {
    if (ends && column >= endColumn && codebook === 0) return code === spec.codebooks.streamEos ? 9 : 0;
    return code === (column * 7 + codebook) % 16 ? 5 : 0;
  });
}

/** @param millisecondsPerLook of the clock: a slow machine cannot hold a piece back to look at it whole. */
function synthesizer(
  model: LanguageModel,
  decoder = new LinearCodec(codec),
  millisecondsPerLook = 1,
): SpeechParts {
  let clock = 0;
  return {
    manifest,
    tokenizer: letterTokenizer(),
    model,
    codec: decoder,
    now: () => {
      clock += millisecondsPerLook;
      return clock;
    },
  };
}

async function events(
  speaker: SpeechParts,
  change: Partial<SpeechRequestInput> = {},
  signal = new AbortController().signal,
): Promise<SpeechEvent[]> {
  const input = { text: 'Hello there.', sampling: { temperature: 0, rasWindowLength: 0 }, ...change };
  const request = parseSpeechRequest(input, manifest, () => 1);
  const all: SpeechEvent[] = [];
  for await (const event of synthesize(speaker, request, signal)) all.push(event);
  return all;
}

const soundLength = (all: readonly SpeechEvent[]) =>
  all.reduce((sum, event) => sum + (event.type === 'chunk' ? event.chunk.samples.length : 0), 0);

test('a request begins with its seed and ends with its codes and figures', async () => {
  const all = await events(synthesizer(talker(true)), { seed: 12 });
  expect(all[0]).toMatchObject({ type: 'started', seed: 12, chunkCount: 1 });
  const end = all.at(-1)!;
  if (end.type !== 'finished') throw new Error(end.type);
  expect(end.stopReason).toBe('end-of-speech');
  const { frameCount } = codesOf(all);
  expect(frameCount).toBe(endColumn - 1);
  expect(soundLength(all)).toBe(frameCount * codec.hopLengthSamples);
  expect(end.stats.firstAudioSeconds).toBeGreaterThan(0);
  expect(end.stats.decodeStepCount).toBeGreaterThanOrEqual(endColumn);
  expect(end.stats.realTimeFactor).toBeCloseTo(end.stats.totalSeconds / end.stats.audioSeconds);
});

test('sound comes long before the end', async () => {
  const all = await events(synthesizer(talker(true), new LinearCodec(codec), 20));
  const first = all.findIndex(({ type }) => type === 'chunk');
  const framesBefore = all.slice(0, first).findLast((event) => event.type === 'progress')?.frameCount ?? 0;
  expect(framesBefore).toBeLessThan(endColumn / 2);
});

test('a model that fails in the middle leaves all complete frames as sound', async () => {
  const model = talker(false);
  const step = model.step.bind(model);
  model.step = async (column) => {
    if (model.fed.length === 33) throw new FailureError({ kind: 'device-lost', message: 'gone' });
    return step(column);
  };
  const all = await events(synthesizer(model));
  expect(all.at(-1)).toEqual({ type: 'failed', failure: { kind: 'device-lost', message: 'gone' } });
  // 33 steps made columns 1 to 33; the delay keeps the frame of the last one back.
  expect(soundLength(all)).toBe(32 * codec.hopLengthSamples);
});

test('a codec that fails as well ends in the first failure', async () => {
  const decoder = new LinearCodec(codec);
  const outOfMemory = () => Promise.reject(new Error('std::bad_alloc'));
  decoder.openClip = () => ({ decode: outOfMemory, close: () => {} });
  const all = await events(synthesizer(talker(true), decoder));
  expect(all.at(-1)).toMatchObject({ type: 'failed', failure: { kind: 'out-of-memory' } });
});

test('an abort is an outcome, within one step, without flushing', async () => {
  const controller = new AbortController();
  const model = talker(false);
  const step = model.step.bind(model);
  model.step = (column) => {
    if (model.fed.length === 9) controller.abort();
    return step(column);
  };
  const all = await events(synthesizer(model), {}, controller.signal);
  expect(all.at(-1)).toMatchObject({ type: 'cancelled', stats: { decodeStepCount: 10 } });
  expect(soundLength(all)).toBe(0);
  expect(model.fed).toHaveLength(10);
});

test('the limit is told, and so is a text that will hardly fit', async () => {
  const all = await events(synthesizer(talker(false)), {
    text: 'word '.repeat(80),
    maxNewColumns: 30,
    chunkMethod: 'none',
  });
  const warnings = all.flatMap((event) => (event.type === 'warning' ? [event.message] : []));
  expect(warnings).toHaveLength(2);
  expect(warnings[0]).toMatch(/longer than/);
  expect(warnings[1]).toMatch(/reached the limit/);
  expect(all.at(-1)).toMatchObject({ type: 'finished', stopReason: 'length' });
});

test('each piece is decoded alone, and stands behind its pause', async () => {
  const decoder = new LinearCodec(codec);
  const all = await events(synthesizer(talker(false), decoder), {
    text: 'One two. Three four. Five six.',
    chunkMethod: 'word',
    chunkMaxWords: 2,
    maxNewColumns: 25,
  });
  const end = all.at(-1)!;
  if (end.type !== 'finished') throw new Error(end.type);
  expect(all[0]).toMatchObject({ chunkCount: 3 });
  const samples = all.flatMap((event) => (event.type === 'chunk' ? [...event.chunk.samples] : []));
  const pieces = piecesOf(all);
  expect(pieces).toHaveLength(3);
  for (const piece of pieces) {
    const { startSample, sampleCount, pauseSamples } = piece;
    const alone = await decoder.decode(piece.codes, new AbortController().signal);
    expect(sampleCount).toBe(alone.length - piece.trimmedStartSamples - piece.trimmedEndSamples);
    expect(samples.slice(startSample - pauseSamples, startSample).every((sample) => sample === 0)).toBe(true);
    const middle = Math.floor(alone.length / 2);
    const at = startSample + middle - piece.trimmedStartSamples;
    expect(samples[at]).toBeCloseTo(alone[middle]!, 6);
  }
  expect(pieces.map(({ pauseSamples }) => pauseSamples > 0)).toEqual([false, true, true]);
});

test('a model that says nothing is told', async () => {
  const mute = new ScriptedLanguageModel(spec, (column, codebook, code) => {
    if (codebook === 0 && column >= 2) return code === spec.codebooks.streamEos ? 9 : 0;
    return code === 1 ? 5 : 0;
  });
  const all = await events(synthesizer(mute), { maxNewColumns: 3 });
  const end = all.at(-1)!;
  expect(end.type).toBe('finished');
  expect(all.some((event) => event.type === 'warning')).toBe(true);
});
