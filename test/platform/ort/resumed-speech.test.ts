import { beforeAll, describe, expect, test } from 'vitest';
import type { PackageSource } from '../../../src/core/package/manifest';
import type { SpeechEngine } from '../../../src/core/speech/speech-engine';
import type { SpeechEvent, SpokenPiece } from '../../../src/core/speech/speech-event';
import type { SpeechRequestInput } from '../../../src/core/speech/speech-request';
import { nodeEngine } from '../../fakes/node-engine';
import { piecesOf } from '../../fakes/spoken-codes';
import { toyPackage } from '../../toy-model';

const never = new AbortController().signal;
/** Four pieces; each is shown the ones before. */
const request = {
  text: 'One two three four. Five six seven eight. [pause 0.2s] Nine ten eleven twelve. Good day to you.',
  seed: 11,
  chunkMethod: 'word',
  chunkMaxWords: 4,
  maxNewColumns: 24,
  retakes: 1,
  delivery: 'whole',
} satisfies SpeechRequestInput;

let source: PackageSource;
let whole: readonly SpeechEvent[];

beforeAll(async () => {
  ({ source } = await toyPackage({ seed: 3, precision: 'q8' }));
  whole = await allEvents(await freshEngine(), request);
});

async function freshEngine(): Promise<SpeechEngine> {
  const engine = nodeEngine(() => source);
  await engine.load('toy', 'auto', () => {}, never);
  return engine;
}

async function allEvents(engine: SpeechEngine, input: SpeechRequestInput): Promise<SpeechEvent[]> {
  const events: SpeechEvent[] = [];
  for await (const event of engine.speak(input, never)) events.push(event);
  return events;
}

/** A piece without what it took: a replayed one takes nothing. */
const made = ({ counts: _, ...piece }: SpokenPiece) => piece;
const soundOf = (events: readonly SpeechEvent[]) =>
  events.flatMap((event) => (event.type === 'chunk' ? [...event.chunk.samples] : []));

describe('a run that goes on behind finished pieces', () => {
  test('the whole run has pieces that differ and are shown to the model', () => {
    expect(whole.at(-1)!.type).toBe('finished');
    expect(piecesOf(whole)).toHaveLength(4);
    expect(new Set(piecesOf(whole).map(({ codes }) => codes.codes.join())).size).toBe(4);
  });

  test.each([1, 2, 3, 4])('after %i of 4 gives the samples and pieces of the whole run', async (count) => {
    const finishedPieces = piecesOf(whole).slice(0, count);
    const events = await allEvents(await freshEngine(), { ...request, finishedPieces });
    expect(soundOf(events)).toEqual(soundOf(whole));
    expect(piecesOf(events).map(made)).toEqual(piecesOf(whole).map(made));
    const { stats } = events.at(-1) as Extract<SpeechEvent, { type: 'finished' }>;
    if (count === 4) expect(stats.decodeStepCount).toBe(0);
    else expect(stats.decodeStepCount).toBeGreaterThan(0);
  });

  test('depends on the codes that it is given: they are in the prompt of what follows', async () => {
    const [first, ...others] = piecesOf(whole);
    const changed = {
      ...first!,
      codes: { ...first!.codes, codes: first!.codes.codes.map((code) => code ^ 1) },
    };
    const events = await allEvents(await freshEngine(), { ...request, finishedPieces: [changed] });
    expect(piecesOf(events)[1]!.codes).not.toEqual(others[0]!.codes);
  });
});

describe('finished pieces that do not fit', () => {
  const failureOf = async (pieces: readonly SpokenPiece[], input: Partial<SpeechRequestInput> = {}) => {
    const engine = await freshEngine();
    const last = (await allEvents(engine, { ...request, ...input, finishedPieces: pieces })).at(-1)!;
    return last.type === 'failed' ? last.failure : last.type;
  };

  test('of another text, or more than there are, are refused by name', async () => {
    const pieces = piecesOf(whole);
    const details = { field: 'finishedPieces', piece: 0 };
    const other = await failureOf(pieces, { text: 'Another text of four words.' });
    expect(other).toMatchObject({ kind: 'bad-request', details });
    expect(await failureOf([...pieces, pieces[0]!])).toMatchObject({ details: { ...details, piece: 4 } });
  });

  test('with codes that the model does not have are refused', async () => {
    const [first] = piecesOf(whole);
    const codes = { ...first!.codes, codes: first!.codes.codes.map(() => 9999) };
    expect(await failureOf([{ ...first!, codes }])).toMatchObject({ kind: 'bad-request' });
    const short = { ...first!.codes, frameCount: first!.codes.frameCount + 1 };
    expect(await failureOf([{ ...first!, codes: short }])).toMatchObject({ kind: 'bad-request' });
  });
});
