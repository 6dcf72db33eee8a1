import { decodeFloats, type FloatDtype } from './float-dtype';

/**
 * MLX's affine mode: groups along a row share a scale and a bias, and a weight is scale · code + bias. The codes of a
 * row are one stream of bits, least significant first, which crosses bytes and words. Parts of such a tensor: the
 * codes, the scales, the biases. Source: MLX, mlx/ops.cpp and mlx/backend/common/quantized.h.
 */
export type AffineCoding = {
  readonly type: 'mlx-affine';
  readonly bits: AffineBits;
  readonly groupSize: AffineGroup;
  /** Type of scales and biases. */
  readonly factors: FloatDtype;
};

export type AffineBits = 2 | 3 | 4 | 5 | 6 | 8;
export type AffineGroup = 32 | 64 | 128;

export function affineValueCount({ bits }: AffineCoding, codes: Uint8Array): number {
  return (codes.byteLength * 8) / bits;
}

/**
 * A group is a whole number of bytes, and so is a row: rows are decoded as one stream. Half of all scales are negative.
 * @param into room for every value. Each is computed in f64 and rounded once.
 */
export function decodeAffine(
  { bits, groupSize, factors }: AffineCoding,
  parts: readonly Uint8Array[],
  into: Float32Array,
): void {
  const [codes, ...factorBytes] = parts as readonly [Uint8Array, Uint8Array, Uint8Array];
  const [scales, biases] = factorBytes.map((bytes) => decodeFloats(bytes, factors)) as [
    Float32Array,
    Float32Array,
  ];
  const mask = 2 ** bits - 1;
  for (let group = 0, at = 0; group < scales.length; group++) {
    const scale = scales[group]!;
    const bias = biases[group]!;
    const end = at + groupSize;
    if (bits === 8) {
      for (; at < end; at++) into[at] = scale * codes[at]! + bias;
      continue;
    }
    // Counted from the group's first byte, so that the number of a bit stays small.
    const firstByte = (group * groupSize * bits) / 8;
    for (let bit = 0; at < end; at++, bit += bits) {
      const byte = firstByte + (bit >> 3);
      const pair = codes[byte]! | (codes[byte + 1]! << 8); // the byte behind the last is undefined, which counts as 0
      into[at] = scale * ((pair >> (bit & 7)) & mask) + bias;
    }
  }
}
