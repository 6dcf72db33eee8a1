import { expect, test } from 'vitest';
import { rowsFor } from '../../../src/core/studio/rows';
import { parseScript } from '../../../src/core/studio/script';
import { indexAt, placeAt, secondsAt, timelineOf } from '../../../src/core/studio/timeline';
import { studioTake } from '../../fakes/studio-takes';

const { sentences } = parseScript('One. Two.\n\n[pause 3s] Three.', { language: 'en', notSpeakers: [] });
let count = 0;
const { rows } = rowsFor({ rows: [], shelf: [] }, sentences, {
  newId: () => `r${++count}`,
  isKept: () => false,
});
const timeline = timelineOf(rows, {
  takeOf: ({ id }) => (id === 'r1' ? studioTake({ sampleCount: 48_000 }) : null),
  estimateSeconds: () => 1.5,
  pauseScale: 2,
});

test('sentences follow each other with the pauses between them', () => {
  expect(timeline.rows.map(({ startSeconds }) => startSeconds)).toEqual([0, 2 + 1.1, 3.1 + 1.5 + 3]);
  expect(timeline.totalSeconds).toBeCloseTo(9.1);
  expect(timeline.unmadeSeconds).toBe(3);
});

test('a place stays within its sentence, whatever becomes of those before it', () => {
  expect(placeAt(timeline, 3.6)).toEqual({ rowId: 'r2', seconds: 0.5 });
  expect(placeAt(timeline, 2.2)).toEqual({ rowId: 'r2', seconds: 0 });
  expect(secondsAt(timeline, { rowId: 'r3', seconds: 1 })).toBeCloseTo(8.6);
  expect(secondsAt(timeline, { rowId: 'gone', seconds: 1 })).toBe(0);
  expect(indexAt(timeline, 100)).toBe(2);
  expect(
    placeAt(timelineOf([], { takeOf: () => null, estimateSeconds: () => 0, pauseScale: 1 }), 1),
  ).toBeNull();
});
