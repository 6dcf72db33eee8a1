import { expect, test } from 'vitest';
import { firstPart, trimmedPart } from '../../../src/core/pcm/reference-part';

const RATE = 100;
const MINUTE = 60 * RATE;

test('a short recording is used whole, of a long one 30 s from its first sound on', () => {
  expect(firstPart(new Float32Array(5 * RATE).fill(0.1), RATE)).toEqual({ start: 0, end: 500 });
  const long = new Float32Array(MINUTE).fill(0.1, 10 * RATE);
  expect(firstPart(long, RATE)).toEqual({ start: 1000, end: 4000 });
});

test.each([
  ['start', 20, { start: 2000, end: 4000 }],
  ['end', 15, { start: 1000, end: 1500 }],
  ['start', 5, { start: 500, end: 3500 }],
  ['end', 50, { start: 2000, end: 5000 }],
  ['start', 39.5, { start: 3950, end: 4050 }],
  ['end', 0, { start: 0, end: 100 }],
  ['start', 99, { start: 5900, end: 6000 }],
  ['end', 99, { start: 3000, end: 6000 }],
] as const)('the %s put to %d s takes the other end along only where it must', (edge, seconds, part) => {
  expect(trimmedPart({ start: 1000, end: 4000 }, edge, seconds, MINUTE, RATE)).toEqual(part);
});

test('a recording shorter than a second stays whole', () => {
  expect(trimmedPart({ start: 0, end: 50 }, 'start', 1, 50, RATE)).toEqual({ start: 0, end: 50 });
});
