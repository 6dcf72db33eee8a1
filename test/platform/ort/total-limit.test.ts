import { beforeAll, expect, test } from 'vitest';
import type { SpeechEngine } from '../../../src/core/speech/speech-engine';
import type { SpeechEvent, SpokenPiece } from '../../../src/core/speech/speech-event';
import type { SpeechRequestInput } from '../../../src/core/speech/speech-request';
import { nodeEngine } from '../../fakes/node-engine';
import { piecesOf } from '../../fakes/spoken-codes';
import { toyPackage } from '../../toy-model';

const never = new AbortController().signal;
const request = {
  text: 'One two three. Four five six. Seven eight nine.',
  seed: 5,
  chunkMethod: 'word',
  chunkMaxWords: 3,
  maxNewColumns: 20,
  retakes: 1,
  delivery: 'whole',
} satisfies SpeechRequestInput;

let engine: SpeechEngine;

beforeAll(async () => {
  const { source } = await toyPackage({ seed: 3, precision: 'q8' });
  engine = nodeEngine(() => source);
  await engine.load('toy', 'auto', () => {}, never);
});

async function spoken(maxTotalColumns: number | null) {
  const events: SpeechEvent[] = [];
  for await (const event of engine.speak({ ...request, maxTotalColumns }, never)) events.push(event);
  const pieces = piecesOf(events);
  const last = events.at(-1)!;
  return {
    pieces,
    columnCount: pieces.reduce((sum: number, { counts }: SpokenPiece) => sum + counts.columnCount, 0),
    stopReason: last.type === 'finished' ? last.stopReason : last.type,
    warnings: events.flatMap((event) => (event.type === 'warning' ? [event.message] : [])).join(' '),
  };
}

test('the kept columns of all pieces stay below the limit of the whole, whatever it is', async () => {
  const whole = await spoken(null);
  expect(whole.pieces).toHaveLength(3);
  // Tries were thrown away, and count for nothing.
  expect(whole.pieces.some(({ takeCount }) => takeCount > 1)).toBe(true);
  for (let limit = 1; limit < whole.columnCount; limit += 7) {
    const { columnCount, stopReason, warnings } = await spoken(limit);
    expect(columnCount).toBeLessThanOrEqual(limit);
    expect(stopReason).toBe('length');
    expect(warnings).toContain(`reached the limit of ${limit} columns for the whole`);
  }
});

test('what is said before the limit is what is said without it', async () => {
  const whole = await spoken(null);
  const columns = whole.pieces[0]!.counts.columnCount;
  const { pieces, warnings } = await spoken(columns + 1);
  expect(pieces).toHaveLength(1);
  expect(pieces[0]!.codes).toEqual(whole.pieces[0]!.codes);
  expect(warnings).toContain('the rest of the text was not said');
});

test('a limit that is not reached changes nothing', async () => {
  const whole = await spoken(null);
  const limited = await spoken(whole.columnCount + 100);
  expect(limited.pieces).toEqual(whole.pieces);
  expect(limited.warnings).toBe(whole.warnings);
});
