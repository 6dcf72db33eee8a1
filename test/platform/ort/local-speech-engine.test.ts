import { beforeAll, describe, expect, test } from 'vitest';
import type { CodeGrid } from '../../../src/core/codec/code-grid';
import { FailureError } from '../../../src/core/failure';
import type { PackageSource } from '../../../src/core/package/manifest';
import type { MemoryPackage } from '../../../src/core/package/memory-package';
import { english } from '../../../src/core/sentence';
import type { SpeechEngine } from '../../../src/core/speech/speech-engine';
import type { SpeechEvent } from '../../../src/core/speech/speech-event';
import type { SpeechRequestInput } from '../../../src/core/speech/speech-request';
import type { CheckStep } from '../../../src/core/verify/verify-model';
import { nodeEngine } from '../../fakes/node-engine';
import { seededRandom } from '../../fakes/seeded-random';
import { codesOf, piecesOf } from '../../fakes/spoken-codes';
import { toyPackage } from '../../toy-model';

const never = new AbortController().signal;
const hello = { text: 'Hello there.', seed: 5, maxNewColumns: 40, retakes: 0 } satisfies SpeechRequestInput;

let source: MemoryPackage;
let engine: SpeechEngine;

beforeAll(async () => {
  source = (await toyPackage({ seed: 3, precision: 'q8' })).source;
  engine = await loaded(source);
});

async function loaded(from: PackageSource): Promise<SpeechEngine> {
  const fresh = nodeEngine(() => from);
  await fresh.load('toy', 'auto', () => {}, never);
  return fresh;
}

async function allEvents(
  request: SpeechRequestInput,
  signal = never,
  speaker = engine,
): Promise<SpeechEvent[]> {
  const events: SpeechEvent[] = [];
  for await (const event of speaker.speak(request, signal)) events.push(event);
  return events;
}

function soundOf(events: readonly SpeechEvent[]): Float32Array {
  const samples: number[] = [];
  for (const event of events) {
    if (event.type !== 'chunk') continue;
    expect(event.chunk.startSample).toBe(samples.length);
    samples.push(...event.chunk.samples);
  }
  return Float32Array.from(samples);
}

function last<T extends SpeechEvent['type']>(events: readonly SpeechEvent[], type: T) {
  const event = events.at(-1)!;
  expect(event.type).toBe(type);
  return event as Extract<SpeechEvent, { type: T }>;
}

async function failureOf(work: Promise<unknown>) {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(FailureError);
  return (error as FailureError).failure;
}

describe('speaking', () => {
  test('text becomes sound whose length is that of its codes', async () => {
    const events = await allEvents(hello);
    expect(events[0]).toMatchObject({ type: 'started', seed: 5, chunkCount: 1 });
    const codes = codesOf(events);
    const { stats } = last(events, 'finished');
    const sound = soundOf(events);
    expect(sound.length).toBe(codes.frameCount * 960);
    expect(codes.frameCount).toBeGreaterThan(0);
    expect(sound.some((sample) => Math.abs(sample) > 0.001)).toBe(true);
    expect(sound.every((sample) => Math.abs(sample) <= 1)).toBe(true);
    expect(stats.audioSeconds).toBeCloseTo(sound.length / 24000);
    expect(stats.promptPositionCount).toBeGreaterThan(10);
    expect(stats.decodeStepCount).toBeGreaterThan(codes.frameCount);
  });

  test('the same seed gives the same samples, another seed others', async () => {
    const first = soundOf(await allEvents(hello));
    expect(soundOf(await allEvents(hello))).toEqual(first);
    expect(soundOf(await allEvents({ ...hello, seed: 6 }))).not.toEqual(first);
  });

  test('a prompt that is held already is not computed again', async () => {
    await allEvents(hello);
    const { stats } = last(await allEvents(hello), 'finished');
    expect(stats.reusedPositionCount).toBeGreaterThan(0);
    expect(stats.reusedPositionCount).toBeGreaterThan(stats.promptPositionCount - 40);
  });

  test('reaching the limit is told', async () => {
    const events = await allEvents({ ...hello, maxNewColumns: 12 });
    expect(last(events, 'finished').stopReason).toBe('length');
    const warnings = events.filter((event) => event.type === 'warning').map(({ message }) => message);
    expect(warnings.join(' ')).toMatch(/reached the limit/);
  });

  test('chunks are spoken one after another each decoded alone, with the past before it in the prompt', async () => {
    const text = 'One two three four. Five six seven eight. Nine ten eleven twelve.';
    const events = await allEvents({
      ...hello,
      text,
      chunkMethod: 'word',
      chunkMaxWords: 4,
      maxNewColumns: 20,
    });
    expect(events[0]).toMatchObject({ type: 'started', chunkCount: 3 });
    const { stats } = last(events, 'finished');
    const made = piecesOf(events).map(
      (piece) =>
        piece.codes.frameCount * 960 -
        piece.trimmedStartSamples -
        piece.trimmedEndSamples +
        piece.pauseSamples,
    );
    expect(soundOf(events).length).toBe(made.reduce((sum, samples) => sum + samples));
    expect(stats.reusedPositionCount).toBeGreaterThan(0);
    const indices = events.flatMap((event) => (event.type === 'progress' ? [event.chunkIndex] : []));
    expect(new Set(indices)).toEqual(new Set([0, 1, 2]));
  });

  test('requests wait for one another', async () => {
    const [first, second] = await Promise.all([allEvents(hello), allEvents({ ...hello, seed: 9 })]);
    expect(first[0]!.type).toBe('started');
    expect(second[0]).toEqual({ type: 'queued', position: 1 });
    last(first, 'finished');
    last(second, 'finished');
  });
});

describe('stopping and failing', () => {
  test('an abort ends the request, keeps its sound, and leaves the model ready', async () => {
    const long = { ...hello, maxNewColumns: 300, codecMode: 'fast' } as const;
    const expected = soundOf(await allEvents(long));
    const controller = new AbortController();
    const events: SpeechEvent[] = [];
    for await (const event of engine.speak(long, controller.signal)) {
      events.push(event);
      if (event.type === 'chunk') controller.abort();
    }
    last(events, 'cancelled');
    const sound = soundOf(events);
    expect(sound.length).toBeGreaterThan(0);
    expect(sound).toEqual(expected.slice(0, sound.length));
    last(await allEvents(hello), 'finished');
  });

  test('a request that is aborted while it waits never starts', async () => {
    const controller = new AbortController();
    const first = allEvents(hello);
    const second = allEvents(hello, controller.signal);
    controller.abort();
    expect((await second).map(({ type }) => type)).toEqual(['queued', 'cancelled']);
    last(await first, 'finished');
  });

  test('a bad request fails by itself', async () => {
    const events = await allEvents({ text: '   ' });
    expect(last(events, 'failed').failure.kind).toBe('bad-request');
    last(await allEvents(hello), 'finished');
  });

  test('a consumer that walks away frees the queue', async () => {
    for await (const event of engine.speak(hello, never)) if (event.type === 'chunk') break;
    last(await allEvents(hello), 'finished');
  });

  test('what is asked for while a model is being loaded waits for it', async () => {
    const fresh = nodeEngine(() => source);
    const loading = fresh.load('toy', 'auto', () => {}, never);
    const events = await allEvents(hello, never, fresh);
    expect(events[0]).toEqual({ type: 'queued', position: 1 });
    last(events, 'finished');
    await loading;
    await fresh.unload();
  });

  test('without a model there is a failure, and loading again works', async () => {
    const other = await loaded(source);
    await other.unload();
    await other.unload();
    expect(last(await allEvents(hello, never, other), 'failed').failure.kind).toBe('model-not-loaded');
    await other.load('toy', 'auto', () => {}, never);
    expect(soundOf(await allEvents(hello, never, other))).toEqual(soundOf(await allEvents(hello)));
    await other.unload();
  });
});

describe('packages', () => {
  /** The package with one file changed on the way. */
  function tampered(file: RegExp, change: (bytes: Uint8Array) => Uint8Array): PackageSource {
    return {
      async read(name, signal, offset = 0, byteLength) {
        if (!file.test(name)) return source.read(name, signal, offset, byteLength);
        const bytes = change((await source.read(name, signal)).slice());
        return bytes.slice(offset, byteLength === undefined ? undefined : offset + byteLength);
      },
    };
  }

  test.each(shippedFiles())('a flipped byte in %s is found', async (file) => {
    const flipped = tampered(file, (bytes) => {
      bytes[bytes.length >> 1]! ^= 4;
      return bytes;
    });
    expect((await failureOf(loaded(flipped))).kind).toBe('bad-package');
  });

  test('a missing shard is named', async () => {
    const missing: PackageSource = {
      read: (name, signal, offset, byteLength) =>
        source.read(name.startsWith('language') ? 'gone.bin' : name, signal, offset, byteLength),
    };
    expect(await failureOf(loaded(missing))).toMatchObject({ kind: 'bad-package' });
  });

  test('progress counts up to all bytes', async () => {
    const seen: number[] = [];
    let total = 0;
    const fresh = nodeEngine(() => source);
    await fresh.load(
      'toy',
      'auto',
      ({ stage, doneBytes, totalBytes }) => {
        if (stage !== 'reading') return;
        seen.push(doneBytes);
        total = totalBytes;
      },
      never,
    );
    expect(seen.at(-1)).toBe(total);
    expect([...seen].sort((a, b) => a - b)).toEqual(seen);
    await fresh.unload();
  });

  test('an aborted load leaves no model behind', async () => {
    const controller = new AbortController();
    const fresh = nodeEngine(() => source);
    const load = fresh.load('toy', 'auto', () => controller.abort(), controller.signal);
    await expect(load).rejects.toThrow();
    expect(last(await allEvents(hello, never, fresh), 'failed').failure.kind).toBe('model-not-loaded');
  });
});

function shippedFiles(): [RegExp][] {
  return [[/^language-\d+\.bin$/], [/^text-embedding/], [/^codec-decoder.*bin$/], [/^tokenizer\.json$/]];
}

describe('cloning', () => {
  const random = seededRandom(8);
  const recording = Float32Array.from({ length: 2 * 44_100 }, () => random() - 0.5);

  test('a recording of any rate becomes codes that can be spoken with', async () => {
    const grid: CodeGrid = await engine.encodeReference(recording, 44_100, never);
    expect(grid.codebookCount).toBe(8);
    expect(grid).toMatchObject({ frameCount: 50, warning: null });
    const voices = [{ type: 'codes', grid, transcript: 'What it says.' }] as const;
    const { stats } = last(await allEvents({ ...hello, voices }), 'finished');
    expect(stats.promptPositionCount).toBeGreaterThan(50);
  });

  test('of a minute the first usable half is taken, with a warning', async () => {
    const minute = new Float32Array(61 * 8000).fill(0.5, 4 * 8000);
    const reference = await engine.encodeReference(minute, 8000, never);
    expect(reference.frameCount).toBe(30 * 25);
    expect(english(reference.warning!)).toMatch(/61 s long; only the 30 s from 4\.0 s to 34\.0 s are used/);
  });

  test.each([
    ['silence', new Float32Array(48_000), 24_000],
    ['a click', recording.slice(0, 100), 24_000],
    ['nothing', new Float32Array(0), 24_000],
    ['a rate of zero', recording, 0],
    ['samples that are not numbers', new Float32Array(48_000).fill(Number.NaN), 24_000],
  ])('%s is refused', async (_, samples, rate) => {
    expect((await failureOf(engine.encodeReference(samples, rate, never))).kind).toBe('bad-audio');
  });
});

test('the loaded model is verified in its turn, and speaks on', async () => {
  const steps: CheckStep[] = [];
  await engine.verify((step) => steps.push(step), never);
  const results = steps.filter(({ state }) => state !== 'running');
  expect(results.map(({ check, state }) => `${check} ${state}`)).toEqual([
    'structure passed',
    'files passed',
    'codec skipped', // made without running it
    'answers skipped',
  ]);
  expect(last(await allEvents(hello), 'finished')).toBeDefined();
  const fresh = nodeEngine(() => source);
  expect((await failureOf(fresh.verify(() => {}, never))).kind).toBe('model-not-loaded');
});
