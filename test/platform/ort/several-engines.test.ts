import { beforeAll, describe, expect, test } from 'vitest';
import type { PackageSource } from '../../../src/core/package/manifest';
import { localSpeechEngine } from '../../../src/core/speech/local-speech-engine';
import { severalEngines } from '../../../src/core/speech/several-engines';
import type { SpeechEngine } from '../../../src/core/speech/speech-engine';
import type { SpeechEvent } from '../../../src/core/speech/speech-event';
import type { SpeechRequestInput } from '../../../src/core/speech/speech-request';
import { loadNodeModel, nodeEngine } from '../../fakes/node-engine';
import { piecesOf } from '../../fakes/spoken-codes';
import { toyPackage } from '../../toy-model';

const never = new AbortController().signal;
const sentences = Array.from({ length: 30 }, (_, index) => `Sentence number ${index} says good day to you.`);
const request = {
  text: sentences.join(' '),
  seed: 11,
  chunkMethod: 'word',
  chunkMaxWords: 8,
  maxNewColumns: 12,
  retakes: 1,
  delivery: 'whole',
  chunkBufferSize: 0,
} satisfies SpeechRequestInput;

let source: PackageSource;
let alone: readonly SpeechEvent[];

beforeAll(async () => {
  ({ source } = await toyPackage({ seed: 3, precision: 'q8' }));
  alone = await allEvents(await loaded(nodeEngine(() => source)), request);
});

async function loaded<T extends SpeechEngine>(engine: T): Promise<T> {
  await engine.load('toy', 'auto', () => {}, never);
  return engine;
}

/** @param asked how often each engine was asked to speak. */
function engines(coreCount: number, asked: number[] = [], failing: readonly number[] = [], breaking = -1) {
  let disposed = 0;
  const start = () => {
    const at = asked.push(0) - 1;
    const engine = nodeEngine(() => source);
    return {
      ...engine,
      load: (...given: Parameters<SpeechEngine['load']>) =>
        failing.includes(at) ? Promise.reject(new Error('no memory')) : engine.load(...given),
      async *speak(input: SpeechRequestInput, signal: AbortSignal) {
        asked[at]!++;
        for await (const event of engine.speak(input, signal)) {
          if (at === breaking && event.type === 'piece' && event.piece.index > 6) {
            yield {
              type: 'failed' as const,
              failure: { kind: 'engine-gone' as const, message: 'It broke.' },
            };
            return;
          }
          yield event;
        }
      },
      dispose: () => {
        disposed++;
        void engine.unload();
      },
    };
  };
  const room = { coreCount, memoryBytes: 8 * 2 ** 30 };
  return { engine: severalEngines(start(), start, room, () => 5), disposed: () => disposed };
}

async function allEvents(engine: SpeechEngine, input: SpeechRequestInput): Promise<SpeechEvent[]> {
  const events: SpeechEvent[] = [];
  for await (const event of engine.speak(input, never)) events.push(event);
  return events;
}

/** Samples in their order; each chunk stands where the one before has ended. */
function soundOf(events: readonly SpeechEvent[]): number[] {
  const samples: number[] = [];
  for (const event of events) {
    if (event.type !== 'chunk') continue;
    expect(event.chunk.startSample).toBe(samples.length);
    for (const sample of event.chunk.samples) samples.push(sample);
  }
  return samples;
}

const kindsOf = (events: readonly SpeechEvent[]) =>
  events.map(({ type }) => type).filter((type) => type !== 'progress' && type !== 'chunk');
/** Reuse of the prompt before depends on what an engine said before. */
const made = (events: readonly SpeechEvent[]) =>
  piecesOf(events).map(({ counts: { reusedCount: _, ...counts }, ...piece }) => ({ ...piece, counts }));

describe('pieces that do not depend on one another', () => {
  test.each([2, 3])('made by %i engines are those of one, sample by sample', async (coreCount) => {
    const asked: number[] = [];
    const { engine, disposed } = engines(coreCount, asked);
    const events = await allEvents(await loaded(engine), request);
    expect(soundOf(events)).toEqual(soundOf(alone));
    expect(made(events)).toEqual(made(alone));
    expect(kindsOf(events)).toEqual(kindsOf(alone));
    expect(events.filter(({ type }) => type === 'warning')).toEqual(
      alone.filter(({ type }) => type === 'warning'),
    );
    expect(asked).toEqual(new Array(coreCount).fill(1));
    expect(disposed()).toBe(coreCount - 1);
    const { stats } = events.at(-1) as Extract<SpeechEvent, { type: 'finished' }>;
    expect(stats.audioSeconds).toBeCloseTo(soundOf(alone).length / 24000, 6);
  });

  test('go on behind finished pieces', async () => {
    const finishedPieces = piecesOf(alone).slice(0, 5);
    const events = await allEvents(await loaded(engines(2).engine), { ...request, finishedPieces });
    expect(soundOf(events)).toEqual(soundOf(alone));
  });

  test('are made by those engines whose model could be loaded', async () => {
    const asked: number[] = [];
    const { engine } = engines(3, asked, [2]);
    expect(soundOf(await allEvents(await loaded(engine), request))).toEqual(soundOf(alone));
    expect(asked).toEqual([1, 1, 0]);
  });

  test('end with the failure of one engine, behind the pieces before it', async () => {
    const { engine, disposed } = engines(2, [], [], 1);
    const events = await allEvents(await loaded(engine), request);
    expect(events.at(-1)).toMatchObject({ type: 'failed', failure: { message: 'It broke.' } });
    expect(made(events)).toEqual(made(alone).slice(0, 7));
    expect(disposed()).toBe(1);
    // The next request is not affected.
    expect(soundOf(await allEvents(engine, { ...request, text: 'Good day.' })).length).toBeGreaterThan(0);
  });

  test('end together when they are cancelled, or when nobody follows any more', async () => {
    const { engine, disposed } = engines(2);
    await loaded(engine);
    const stop = new AbortController();
    const events: SpeechEvent[] = [];
    for await (const event of engine.speak(request, stop.signal)) {
      events.push(event);
      if (event.type === 'piece') stop.abort();
    }
    expect(kindsOf(events).at(-1)).toBe('cancelled');
    for await (const event of engine.speak(request, never)) if (event.type === 'piece') break;
    expect(disposed()).toBe(2);
  });
});

test('models that step together make them, too', async () => {
  const slotCounts: number[] = [];
  let disposed = 0;
  const engine = localSpeechEngine({
    openPackage: () => source,
    async loadModel(from, _, onProgress, signal) {
      const ready = await loadNodeModel(from, signal, onProgress);
      const openSlots = async (count: number) => {
        slotCounts.push(count);
        const loads = Array.from({ length: count }, () => loadNodeModel(from, signal));
        const models = (await Promise.all(loads)).map(({ networks }) => networks.model);
        const dispose = async () => {
          disposed++;
          for (const model of models) await model.dispose();
        };
        return { models, dispose };
      };
      return { ...ready, networks: { ...ready.networks, openSlots } };
    },
    now: () => performance.now(),
    drawSeed: () => 1,
  });
  const events = await allEvents(await loaded(engine), request);
  expect(soundOf(events)).toEqual(soundOf(alone));
  expect(made(events)).toEqual(made(alone));
  expect([slotCounts, disposed]).toEqual([[4], 1]);
  expect((await allEvents(engine, { ...request, chunkBufferSize: 1 })).at(-1)!.type).toBe('finished');
  expect(slotCounts).toEqual([4]);
});

test('a second long request meanwhile is made by the first engine alone, and takes no help away', async () => {
  const asked: number[] = [];
  const { engine } = engines(2, asked);
  await loaded(engine);
  const both = await Promise.all([allEvents(engine, request), allEvents(engine, request)]);
  for (const events of both) expect(soundOf(events)).toEqual(soundOf(alone));
  expect(asked).toEqual([2, 1]);
});

test.each([
  ['whose pieces are shown to the model', { chunkBufferSize: 1 }],
  ['that is heard while it is made', { delivery: 'live' as const }],
  ['with a limit for the whole', { maxTotalColumns: 5000 }],
  ['that is short', { text: 'Good day to you.' }],
])('a request %s is made by one engine', async (_, change) => {
  const asked: number[] = [];
  const { engine } = engines(2, asked);
  await allEvents(await loaded(engine), { ...request, ...change });
  expect(asked).toEqual([1]);
});
