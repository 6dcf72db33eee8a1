import { describe, expect, test } from 'vitest';
import { decodeRows } from '../../../src/core/checkpoint/coding';
import type { FloatDtype } from '../../../src/core/checkpoint/float-dtype';
import type { AffineBits, AffineCoding, AffineGroup } from '../../../src/core/checkpoint/mlx-affine';
import { seededRandom } from '../../fakes/seeded-random';
import { packCodes, roundGroup } from '../../toy/mlx-files';

const allBits: readonly AffineBits[] = [2, 3, 4, 5, 6, 8];
const groups: readonly AffineGroup[] = [32, 64, 128];
const dtypes: readonly FloatDtype[] = ['BF16', 'F16', 'F32'];

/** Reads a stream bit by bit: the value at `index` has the bits index · bits and on, the lowest first. */
function codeAt(stream: Uint8Array, bits: number, index: number): number {
  let code = 0;
  for (let bit = 0; bit < bits; bit++) {
    const at = index * bits + bit;
    code += ((stream[Math.floor(at / 8)]! >> (at % 8)) & 1) * 2 ** bit;
  }
  return code;
}

/** A float of 16 or 32 bits from its fields. */
function floatAt(bytes: Uint8Array, dtype: FloatDtype, index: number): number {
  const [size, exponentBits, mantissaBits] = { BF16: [2, 8, 7], F16: [2, 5, 10], F32: [4, 8, 23] }[dtype] as [
    number,
    number,
    number,
  ];
  let word = 0;
  for (let byte = size - 1; byte >= 0; byte--) word = word * 256 + bytes[index * size + byte]!;
  const mantissa = word % 2 ** mantissaBits;
  const exponent = Math.floor(word / 2 ** mantissaBits) % 2 ** exponentBits;
  const sign = word >= 2 ** (8 * size - 1) ? -1 : 1;
  const least = 2 - 2 ** (exponentBits - 1) - mantissaBits;
  return exponent === 0
    ? sign * mantissa * 2 ** least
    : sign * (2 ** mantissaBits + mantissa) * 2 ** (least + exponent - 1);
}

/** Random factors whose exponents are those of weights, as bytes of a dtype. Half of them are negative. */
function factors(count: number, dtype: FloatDtype, random: () => number): Uint8Array {
  const values = Float32Array.from(
    { length: count },
    () => (random() - 0.5) * 2 ** -Math.floor(random() * 8),
  );
  if (dtype === 'F32') return new Uint8Array(values.buffer);
  const words = new Uint32Array(values.buffer);
  if (dtype === 'BF16') return new Uint8Array(Uint16Array.from(words, (word) => word >>> 16).buffer);
  const halves = Uint16Array.from(words, (word) => {
    const exponent = ((word >>> 23) & 255) - 112;
    return exponent <= 0 ? 0 : ((word >>> 16) & 0x8000) | (exponent << 10) | ((word >>> 13) & 1023);
  });
  return new Uint8Array(halves.buffer);
}

const cases = allBits.flatMap((bits) =>
  groups.flatMap((groupSize) => dtypes.map((factorType) => ({ bits, groupSize, factors: factorType }))),
);

test.each(cases)(
  '$bits bits in groups of $groupSize with $factors are what a reading in f64 gives',
  (form) => {
    const coding: AffineCoding = { type: 'mlx-affine', ...form };
    const random = seededRandom(form.bits * form.groupSize);
    const groupCount = 12;
    const count = groupCount * form.groupSize;
    const codes = Uint8Array.from({ length: (count * form.bits) / 8 }, () => Math.floor(random() * 256));
    const scales = factors(groupCount, form.factors, random);
    const biases = factors(groupCount, form.factors, random);
    const found = decodeRows(coding, [codes, scales, biases]);
    expect(found).toHaveLength(count);
    for (let index = 0; index < count; index++) {
      const group = Math.floor(index / form.groupSize);
      const scale = floatAt(scales, form.factors, group);
      const exact = scale * codeAt(codes, form.bits, index) + floatAt(biases, form.factors, group);
      expect(Object.is(found[index], Math.fround(exact))).toBe(true);
    }
  },
);

describe.each(allBits)('%i bits', (bits) => {
  test('what MLX packs is unpacked, whichever sign the scale has', () => {
    const random = seededRandom(bits);
    const signs = new Set<number>();
    for (let trial = 0; trial < 20; trial++) {
      const values = Float32Array.from({ length: 64 }, () => random() - 0.5);
      const { codes, scale, bias } = roundGroup(values, bits);
      signs.add(Math.sign(scale));
      const parts = [packCodes(codes, bits), ...[scale, bias].map(float)];
      const coding = { type: 'mlx-affine', bits, groupSize: 64, factors: 'F32' } as const;
      const found = decodeRows(coding, parts);
      expect([...found]).toEqual(codes.map((code) => Math.fround(scale * code + bias)));
      for (const [i, value] of values.entries()) {
        // The codes at both ends are the edges of the group; half a step is lost, and at the far edge a whole one.
        expect(Math.abs(found[i]! - value)).toBeLessThanOrEqual(1.001 * Math.abs(scale));
      }
    }
    expect(signs).toEqual(new Set([-1, 1]));
  });
});

const float = (value: number) => new Uint8Array(Float32Array.of(value).buffer);

test('bytes that lie at any offset of a larger buffer are read', () => {
  const coding = { type: 'mlx-affine', bits: 6, groupSize: 32, factors: 'BF16' } as const;
  const random = seededRandom(3);
  const parts = [24, 2, 2].map((length) => Uint8Array.from({ length }, () => Math.floor(random() * 128)));
  const shifted = parts.map((bytes) => {
    const larger = new Uint8Array(bytes.length + 9);
    larger.set(bytes, 3);
    return larger.subarray(3, 3 + bytes.length);
  });
  expect(decodeRows(coding, shifted)).toEqual(decodeRows(coding, parts));
});
