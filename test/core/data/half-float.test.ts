import { expect, test } from 'vitest';
import {
  decodeBfloats,
  decodeHalves,
  encodeHalves,
  fromHalf,
  roundToHalf,
  toHalf,
} from '../../../src/core/data/half-float';
import { seededRandom } from '../../fakes/seeded-random';

test('every binary16 value survives the way to f32 and back', () => {
  const wrong: number[] = [];
  for (let bits = 0; bits < 65536; bits++) {
    const notANumber = (bits & 0x7c00) === 0x7c00 && (bits & 0x3ff) !== 0;
    if (notANumber ? !Number.isNaN(fromHalf(bits)) : toHalf(fromHalf(bits)) !== bits) wrong.push(bits);
  }
  expect(wrong).toEqual([]);
});

test.each([
  [0, 0x0000],
  [-0, 0x8000],
  [1, 0x3c00],
  [-2, 0xc000],
  [0.333251953125, 0x3555],
  [65504, 0x7bff],
  [65519, 0x7bff],
  [65520, 0x7c00],
  [1e30, 0x7c00],
  [-1e30, 0xfc00],
  [2 ** -14, 0x0400],
  [2 ** -24, 0x0001],
  [2 ** -25, 0x0000],
  [2 ** -25 * 1.001, 0x0001],
  [3 * 2 ** -25, 0x0002],
  [2 ** -14 - 2 ** -25, 0x0400],
])('%f is stored as its nearest neighbour, ties to even', (value, bits) => {
  expect(toHalf(value)).toBe(bits);
});

test('rounding takes the nearest value, for random numbers of every size', () => {
  const random = seededRandom(3);
  for (let round = 0; round < 20_000; round++) {
    const value = Math.fround((random() - 0.5) * 2 ** (random() * 42 - 26));
    const rounded = roundToHalf(value);
    const bits = toHalf(value) & 0x7fff;
    const neighbours = [fromHalf(bits), bits > 0 ? fromHalf(bits - 1) : 0, fromHalf(bits + 1)];
    const best = Math.min(...neighbours.map((neighbour) => Math.abs(neighbour - Math.abs(value))));
    expect(Math.abs(Math.abs(value) - Math.abs(rounded))).toBe(best);
  }
});

test('arrays go both ways, NaN stays NaN', () => {
  const values = new Float32Array([0.5, -3, Number.NaN, Number.POSITIVE_INFINITY]);
  expect([...decodeHalves(encodeHalves(values))]).toEqual([0.5, -3, Number.NaN, Number.POSITIVE_INFINITY]);
});

test('bfloat16 is the upper half of an f32', () => {
  expect([...decodeBfloats(new Uint16Array([0x3f80, 0xc040, 0x0000, 0x7f80]))]).toEqual([1, -3, 0, Infinity]);
});
