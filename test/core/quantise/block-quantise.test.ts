import { describe, expect, test } from 'vitest';
import { compileKernel } from '../../../scripts/build-kernel';
import type { FloatDtype } from '../../../src/core/checkpoint/float-dtype';
import { decodeHalves, encodeHalves, fromHalf, roundToHalf } from '../../../src/core/data/half-float';
import { type Bits, dequantiseRows } from '../../../src/core/quantise/block-quantise';
import { kernelBytes } from '../../../src/core/quantise/kernel-bytes';
import type { Rounding, RoundingOutcome } from '../../../src/core/quantise/rounder';
import { RoundingKernel } from '../../../src/core/quantise/rounding-kernel';
import { seededRandom } from '../../fakes/seeded-random';

const kinds: Record<string, (random: () => number) => number> = {
  uniform: (random) => random() - 0.5,
  'bell-shaped': (random) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  'with outliers': (random) => (random() - 0.5) * (random() < 0.03 ? 20 : 1),
  'one-sided': (random) => random(),
  'tiny (f16 subnormal scales)': (random) => (random() - 0.5) * 1e-6,
};
const kernel = new RoundingKernel();

function weightsOf(kind: string, count: number, seed: number): Float32Array {
  const random = seededRandom(seed);
  return Float32Array.from({ length: count }, () => kinds[kind]!(random));
}

function squaredError(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0);
}

function encoded(values: Float32Array, dtype: FloatDtype): Uint8Array {
  if (dtype === 'F32') return new Uint8Array(values.slice().buffer);
  if (dtype === 'F16') return new Uint8Array(encodeHalves(values).buffer);
  const words = new Uint32Array(values.slice().buffer);
  return new Uint8Array(Uint16Array.from(words, (word) => word >>> 16).buffer);
}

function outcomeOf(weights: Float32Array, columnCount: number, bits: Bits, rounding: Rounding = 'better') {
  return kernel.round({
    coding: 'F32',
    parts: [encoded(weights, 'F32')],
    to: 'blocks',
    columnCount,
    bits,
    rounding,
  });
}

function done(outcome: RoundingOutcome) {
  if (outcome.type !== 'done') throw new Error(outcome.type);
  return { ...outcome, ints: outcome.values };
}
const quantised = (...args: Parameters<typeof outcomeOf>) => done(outcomeOf(...args));

/** The usual way, in f64: the largest weight decides, on the side that has one step more. */
function plainBlocks(weights: Float32Array, bits: Bits): { values: number[]; error: number } {
  const top = 2 ** (bits - 1) - 1;
  const values: number[] = [];
  let error = 0;
  for (let from = 0; from < weights.length; from += 32) {
    const block = weights.subarray(from, from + 32);
    const extreme = block.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
    const scale = roundToHalf(extreme / -(top + 1));
    for (const value of block) {
      const q = scale === 0 ? 0 : Math.max(-top - 1, Math.min(top, Math.round(value / scale)));
      values.push(q * scale);
      error += (value - q * scale) ** 2;
    }
  }
  return { values, error };
}

describe.each<Bits>([4, 8])('%i bit', (bits) => {
  const top = 2 ** (bits - 1);

  test.each(Object.keys(kinds))('%s weights come back close, and the report is what is stored', (kind) => {
    const weights = weightsOf(kind, 64 * 32, 5);
    const { ints, scales, squaredError: reported, squaredNorm } = quantised(weights, 32, bits);
    const back = dequantiseRows(ints, scales, 32, bits);
    expect(Math.abs(reported - squaredError(weights, back))).toBeLessThanOrEqual(1e-5 * reported);
    expect(squaredNorm / squaredError(weights, new Float32Array(weights.length))).toBeCloseTo(1, 5);
    for (let b = 0; b < 64; b++) {
      const block = weights.subarray(b * 32, b * 32 + 32);
      const step = Math.abs(fromHalf(scales[b]!));
      const largest = Math.max(...block.map(Math.abs));
      // Half a step inside the range; what the chosen scale clips is at most its own share of the range.
      expect(step).toBeLessThanOrEqual((1.05 * largest) / (0.75 * top) + 2 ** -24);
      const worst = Math.max(...block.map((value, i) => Math.abs(value - back[b * 32 + i]!)));
      expect(worst).toBeLessThanOrEqual(0.15 * largest + 2 ** -24 * top);
    }
  });

  test.each(Object.keys(kinds))('%s weights: plain rounding is that of the largest weight', (kind) => {
    const weights = weightsOf(kind, 256 * 32, 9);
    const { ints, scales, squaredError: error } = quantised(weights, 32, bits, 'plain');
    const expected = plainBlocks(weights, bits);
    const back = dequantiseRows(ints, scales, 32, bits);
    const other = back.filter((value, i) => value !== expected.values[i]).length;
    // A tie may fall to the other side where 1 / scale is rounded.
    expect(other).toBeLessThan(0.002 * weights.length);
    expect(error / expected.error).toBeCloseTo(1, 3);
  });

  test.each(Object.keys(kinds))('%s weights: better rounding errs less than plain', (kind) => {
    const weights = weightsOf(kind, 256 * 32, 9);
    const better = quantised(weights, 32, bits, 'better').squaredError;
    const plain = quantised(weights, 32, bits, 'plain').squaredError;
    // Scales of tiny weights are so coarse in f16 that there is only one.
    if (kind.startsWith('tiny')) expect(better).toBeLessThanOrEqual(plain);
    else expect(better).toBeLessThan(plain);
    if (bits === 4 && kind === 'bell-shaped') expect(better).toBeLessThan(0.93 * plain);
  });

  test('rows that end inside a block are padded by zeros', () => {
    const weights = weightsOf('uniform', 3 * 41, 2);
    const { ints, scales } = quantised(weights, 41, bits);
    expect(scales).toHaveLength(3 * 2);
    expect(ints).toHaveLength(3 * 2 * 4 * bits);
    const padding = bits === 4 ? ints.subarray(16 + 5, 32) : ints.subarray(32 + 9, 64);
    expect(new Set(padding)).toEqual(new Set([bits === 4 ? 0x88 : 0x80]));
    const back = dequantiseRows(ints, scales, 41, bits);
    expect(squaredError(weights, back)).toBeLessThan(0.02 * squaredError(weights, new Float32Array(123)));
  });

  test('zeros are exact', () => {
    const { ints, scales } = quantised(new Float32Array(64), 64, bits);
    expect([...dequantiseRows(ints, scales, 64, bits)]).toEqual(Array(64).fill(0));
  });

  test.each(['plain', 'better'] as const)('what is not finite or too large is told (%s)', (rounding) => {
    const weights = weightsOf('uniform', 3 * 64, 4);
    expect(outcomeOf(new Float32Array(32).fill(1e9), 32, bits, rounding)).toEqual({ type: 'too-large' });
    expect(outcomeOf(new Float32Array(32).fill(1e30), 32, bits, rounding)).toEqual({ type: 'too-large' });
    for (const wrong of [Number.NaN, Number.NEGATIVE_INFINITY]) {
      const damaged = weights.slice();
      damaged[100] = wrong;
      expect(outcomeOf(damaged, 64, bits, rounding)).toEqual({ type: 'not-finite', index: 100 });
    }
  });
});

test('the layout is that of MatMulNBits: low nibble first, zero point 8', () => {
  const weights = Float32Array.from({ length: 32 }, (_, i) => (i % 16) - 8);
  const { ints, scales } = quantised(weights, 32, 4);
  expect(fromHalf(scales[0]!)).toBe(1);
  expect([...ints.subarray(0, 8)]).toEqual([0x10, 0x32, 0x54, 0x76, 0x98, 0xba, 0xdc, 0xfe]);
});

test('the side with one step more is used for the largest weight, whatever its sign', () => {
  const weights = Float32Array.from({ length: 32 }, (_, i) => 8 - (i % 16));
  const { ints, scales, squaredError: error } = quantised(weights, 32, 4);
  expect(fromHalf(scales[0]!)).toBe(-1);
  expect(ints[0]! & 15).toBe(0);
  expect(error).toBe(0);
});

describe.each<FloatDtype>(['BF16', 'F16', 'F32'])('%s', (dtype) => {
  const special = [
    0,
    -0,
    1,
    -1,
    65504,
    6e-8,
    2 ** -24,
    3 * 2 ** -25,
    6.1e-5,
    2 ** -14,
    2 ** -14 * (1 - 2 ** -11),
  ];
  const values = Float32Array.from([...special, ...weightsOf('with outliers', 2100, 3)]);
  const bytes = encoded(values, dtype);
  const stored =
    dtype === 'F16' ? decodeHalves(new Uint16Array(bytes.buffer)) : dtype === 'F32' ? values : null;

  test('halves are the nearest ones', () => {
    const exact =
      stored ??
      new Float32Array(Uint32Array.from(new Uint16Array(bytes.buffer), (bits) => bits << 16).buffer);
    const { values: found, squaredError: error } = done(
      kernel.round({ coding: dtype, parts: [bytes], to: 'halves' }),
    );
    expect(new Uint16Array(found.buffer)).toEqual(encodeHalves(exact));
    const expected = squaredError(exact, decodeHalves(encodeHalves(exact)));
    expect(Math.abs(error - expected)).toBeLessThanOrEqual(1e-6 * expected);
  });

  test('blocks are those of the same values in f32, from any offset', () => {
    const exact =
      stored ??
      new Float32Array(Uint32Array.from(new Uint16Array(bytes.buffer), (bits) => bits << 16).buffer);
    const shifted = new Uint8Array(bytes.byteLength + 1);
    shifted.set(bytes, 1);
    const job = { to: 'blocks', columnCount: values.length, bits: 4, rounding: 'better' } as const;
    const found = done(kernel.round({ coding: dtype, parts: [shifted.subarray(1)], ...job }));
    expect(found).toEqual(done(kernel.round({ coding: 'F32', parts: [encoded(exact, 'F32')], ...job })));
  });

  test('halves that do not fit are told', () => {
    const damaged = values.slice();
    damaged[1500] = Number.NaN;
    const round = (input: Float32Array) =>
      kernel.round({ coding: dtype, parts: [encoded(input, dtype)], to: 'halves' });
    expect(round(damaged)).toEqual({ type: 'not-finite', index: 1500 });
    damaged[1500] = 1e6;
    const expected = dtype === 'F16' ? { type: 'not-finite', index: 1500 } : { type: 'too-large' };
    expect(round(damaged)).toEqual(expected);
  });
});

test('the kernel in the repository is what its source compiles to', async () => {
  expect(Buffer.from(await compileKernel()).toString('base64')).toBe(kernelBytes);
});
