import { describe, expect, test } from 'vitest';
import { fromHalf, roundToHalf } from '../../../src/core/checkpoint/half-float';
import { type Bits, dequantiseRows, quantiseRows } from '../../../src/core/quantise/block-quantise';
import { seededRandom } from '../../fakes/seeded-random';

const kinds: Record<string, (random: () => number) => number> = {
  uniform: (random) => random() - 0.5,
  'bell-shaped': (random) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  'with outliers': (random) => (random() - 0.5) * (random() < 0.03 ? 20 : 1),
  'one-sided': (random) => random(),
  'tiny (f16 subnormal scales)': (random) => (random() - 0.5) * 1e-6,
};

function weightsOf(kind: string, count: number, seed: number): Float32Array {
  const random = seededRandom(seed);
  return Float32Array.from({ length: count }, () => kinds[kind]!(random));
}

function squaredError(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0);
}

/** The usual way: the largest weight decides, with its own sign on the side that has one step more. */
function maxAbsError(weights: Float32Array, bits: Bits, divisor: (extreme: number) => number): number {
  const top = 2 ** (bits - 1) - 1;
  let sum = 0;
  for (let from = 0; from < weights.length; from += 32) {
    const block = weights.subarray(from, from + 32);
    const extreme = block.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
    const scale = roundToHalf(extreme / divisor(extreme));
    for (const value of block) {
      const q = scale === 0 ? 0 : Math.max(-top - 1, Math.min(top, Math.round(value / scale)));
      sum += (value - q * scale) ** 2;
    }
  }
  return sum;
}

describe.each<Bits>([4, 8])('%i bit', (bits) => {
  const top = 2 ** (bits - 1);

  test.each(Object.keys(kinds))(
    '%s weights come back close, and what is reported is what is stored',
    (kind) => {
      const weights = weightsOf(kind, 64 * 32, 5);
      const { ints, scales, squaredError: reported } = quantiseRows(weights, 32, bits);
      const back = dequantiseRows(ints, scales, 32, bits);
      expect(Math.abs(reported - squaredError(weights, back))).toBeLessThanOrEqual(1e-6 * reported);
      for (let b = 0; b < 64; b++) {
        const block = weights.subarray(b * 32, b * 32 + 32);
        const step = Math.abs(fromHalf(scales[b]!));
        const largest = Math.max(...block.map(Math.abs));
        // Half a step inside the range; what the chosen scale clips is at most its own share of the range.
        expect(step).toBeLessThanOrEqual((1.05 * largest) / (0.75 * top) + 2 ** -24);
        const worst = Math.max(...block.map((value, i) => Math.abs(value - back[b * 32 + i]!)));
        expect(worst).toBeLessThanOrEqual(0.13 * largest + 2 ** -24 * top);
      }
    },
  );

  test.each(Object.keys(kinds))('%s weights: never worse than the plain largest-weight scales', (kind) => {
    const weights = weightsOf(kind, 256 * 32, 9);
    const ours = quantiseRows(weights, 32, bits).squaredError;
    const asymmetric = maxAbsError(weights, bits, () => -top);
    const symmetric = maxAbsError(weights, bits, () => top - 1);
    expect(ours).toBeLessThanOrEqual(asymmetric * (1 + 1e-9));
    expect(ours).toBeLessThanOrEqual(symmetric * (1 + 1e-9));
    if (bits === 4 && !kind.startsWith('tiny')) expect(ours).toBeLessThan(0.95 * symmetric);
  });

  test('rows that end inside a block are padded by zeros', () => {
    const weights = weightsOf('uniform', 3 * 40, 2);
    const { ints, scales } = quantiseRows(weights, 40, bits);
    expect(scales).toHaveLength(3 * 2);
    expect(ints).toHaveLength(3 * 2 * 4 * bits);
    const padding = bits === 4 ? ints.subarray(16 + 4, 32) : ints.subarray(32 + 8, 64);
    expect(new Set(padding)).toEqual(new Set([bits === 4 ? 0x88 : 0x80]));
    const back = dequantiseRows(ints, scales, 40, bits);
    expect(squaredError(weights, back)).toBeLessThan(0.02 * squaredError(weights, new Float32Array(120)));
  });

  test('zeros are exact', () => {
    const { ints, scales } = quantiseRows(new Float32Array(64), 64, bits);
    expect([...dequantiseRows(ints, scales, 64, bits)]).toEqual(Array(64).fill(0));
  });

  test('weights too large for f16 scales are refused in words', () => {
    expect(() => quantiseRows(new Float32Array(32).fill(1e9), 32, bits)).toThrow(
      /too large .* precision f32/,
    );
  });
});

test('the layout is that of MatMulNBits: low nibble first, zero point 8', () => {
  const weights = Float32Array.from({ length: 32 }, (_, i) => (i % 16) - 8);
  const { ints, scales } = quantiseRows(weights, 32, 4);
  expect(fromHalf(scales[0]!)).toBe(1);
  expect([...ints.subarray(0, 8)]).toEqual([0x10, 0x32, 0x54, 0x76, 0x98, 0xba, 0xdc, 0xfe]);
});

test('the side with one step more is used for the largest weight, whatever its sign', () => {
  const weights = Float32Array.from({ length: 32 }, (_, i) => 8 - (i % 16));
  const { ints, scales, squaredError: error } = quantiseRows(weights, 32, 4);
  expect(fromHalf(scales[0]!)).toBe(-1);
  expect(ints[0]! & 15).toBe(0);
  expect(error).toBe(0);
});
