import { beforeAll, expect, test } from 'vitest';
import { speakArriving } from '../../../src/core/speech/speak-arriving';
import type { SpeechEngine } from '../../../src/core/speech/speech-engine';
import type { SpeechEvent } from '../../../src/core/speech/speech-event';
import { nodeEngine } from '../../fakes/node-engine';
import { piecesOf } from '../../fakes/spoken-codes';
import { toyPackage } from '../../toy-model';

const never = new AbortController().signal;
/** Every sentence is a piece, whether it comes alone or with the others. */
const request = { seed: 11, maxNewColumns: 24, retakes: 1, delivery: 'whole' } as const;
const text =
  'One two three four five. Six seven eight nine ten.\nGood day to you all.\n\nIt ends with this line. [pause 0.2s]';

let engine: SpeechEngine;

beforeAll(async () => {
  const { source } = await toyPackage({ seed: 3, precision: 'q8' });
  engine = nodeEngine(() => source);
  await engine.load('toy', 'auto', () => {}, never);
});

async function* letters(given: string) {
  for (const letter of given) {
    // A turn of the event loop, so that the text arrives while it is spoken.
    await new Promise((resolve) => setImmediate(resolve));
    yield letter;
  }
}

async function all(events: AsyncIterable<SpeechEvent>): Promise<SpeechEvent[]> {
  const found: SpeechEvent[] = [];
  for await (const event of events) found.push(event);
  return found;
}

function soundOf(events: readonly SpeechEvent[]): readonly number[] {
  const samples: number[] = [];
  for (const event of events) {
    if (event.type !== 'chunk') continue;
    expect(event.chunk.startSample).toBe(samples.length);
    samples.push(...event.chunk.samples);
  }
  return samples;
}

const count = (events: readonly SpeechEvent[], type: SpeechEvent['type']) =>
  events.filter((event) => event.type === type).length;

test('a text that arrives letter by letter gives the samples and pieces of one that was there at once', async () => {
  const whole = await all(engine.speak({ ...request, text }, never));
  const arriving = await all(speakArriving(engine, letters(text), request, never));
  expect(piecesOf(whole)).toHaveLength(4);
  // What is held of a prompt depends on what was asked before.
  const made = (events: readonly SpeechEvent[]) =>
    piecesOf(events).map((piece) => ({ ...piece, counts: null }));
  expect(made(arriving)).toEqual(made(whole));
  expect(soundOf(arriving)).toEqual(soundOf(whole));
  expect(arriving[0]).toMatchObject({ type: 'started', seed: 11 });
  expect([count(arriving, 'started'), count(arriving, 'queued'), count(arriving, 'finished')]).toEqual([
    1, 0, 1,
  ]);
  const last = arriving.at(-1)!;
  expect(last.type === 'finished' && last.stats.audioSeconds).toBeCloseTo(soundOf(whole).length / 24_000);
  const starts = arriving.flatMap((event) => (event.type === 'piece-started' ? [event.startSample] : []));
  expect(starts).toEqual(piecesOf(whole).map(({ startSample }) => startSample));
});

test('without a seed, the one that was drawn for the first sentence holds for all', async () => {
  const { seed: _, ...without } = request;
  const drawn = await all(speakArriving(engine, letters(text), without, never));
  const [started] = drawn;
  const seed = started?.type === 'started' ? started.seed : 0;
  const given = await all(speakArriving(engine, letters(text), { ...request, seed }, never));
  expect(soundOf(drawn)).toEqual(soundOf(given));
});

test('the first sentence is spoken before the last has arrived', async () => {
  let isSpoken = () => {};
  const spoken = new Promise<void>((resolve) => {
    isSpoken = resolve;
  });
  async function* waiting() {
    yield 'One two three four five. Six seven ';
    await spoken;
    yield 'eight nine ten.';
  }
  const events: SpeechEvent[] = [];
  for await (const event of speakArriving(engine, waiting(), request, never)) {
    events.push(event);
    if (event.type === 'piece') isSpoken();
  }
  expect(piecesOf(events).map(({ from, to }) => [from, to])).toEqual([
    [0, 24],
    [25, 50],
  ]);
});

test('a speaker goes on in the sentences behind', async () => {
  const turns = '[SPEAKER1] One two three four five. Six seven eight nine ten.';
  const pieces = piecesOf(await all(speakArriving(engine, letters(turns), request, never)));
  expect(pieces.map((piece) => piece.text.startsWith('[SPEAKER1]'))).toEqual([true, true]);
  expect(turns.slice(pieces[1]!.from, pieces[1]!.to)).toBe('Six seven eight nine ten.');
});

test('the limit of the whole counts all sentences', async () => {
  const events = await all(speakArriving(engine, letters(text), { ...request, maxTotalColumns: 40 }, never));
  const columns = piecesOf(events).reduce((sum, { counts }) => sum + counts.columnCount, 0);
  expect(columns).toBeLessThanOrEqual(40);
  expect(events.at(-1)).toMatchObject({ type: 'finished', stopReason: 'length' });
  const warnings = events.flatMap((event) => (event.type === 'warning' ? [event.message] : []));
  expect(warnings.join(' ')).toContain('limit of 40 columns');
});

test('an abort ends it at once, also while no text comes', async () => {
  const stop = new AbortController();
  async function* stuck() {
    yield 'One two three four five. Six seven ';
    await new Promise(() => {});
  }
  const events: SpeechEvent[] = [];
  for await (const event of speakArriving(engine, stuck(), request, stop.signal)) {
    events.push(event);
    if (event.type === 'piece') setTimeout(() => stop.abort(), 5);
  }
  expect(events.at(-1)).toMatchObject({ type: 'cancelled' });
  expect(piecesOf(events)).toHaveLength(1);
});

test('a text without anything to say, and one that breaks off, are failures with a sentence', async () => {
  expect((await all(speakArriving(engine, letters(' \n'), request, never))).at(-1)).toMatchObject({
    type: 'failed',
    failure: { kind: 'bad-request', details: { field: 'text' } },
  });
  async function* broken() {
    yield 'One two three four five. Six seven ';
    throw new TypeError('network error');
  }
  const events = await all(speakArriving(engine, broken(), request, never));
  expect(piecesOf(events)).toHaveLength(1);
  expect(events.at(-1)).toMatchObject({ type: 'failed', failure: { kind: 'network' } });
});
