import { fromHalf } from '../data/half-float';

/**
 * Quantised element types of GGUF: a row is a sequence of blocks, each with its own scales. Every formula is that of
 * ggml's reference, in f32: products of these short numbers are exact there, so that only the last sum is rounded.
 * Source: ggml src/ggml-common.h and src/ggml-quants.c.
 */
type BlockType = {
  /** Values of a block. A row is a whole number of blocks. */
  readonly valueCount: number;
  readonly byteLength: number;
  /** Bits of one code; scales come on top. */
  readonly bits: number;
  /** Writes the values of the block that begins at byte `at` of `view` to `out`, from index `to`. */
  readonly decode: (view: DataView, at: number, out: Float32Array, to: number) => void;
};

const SMALL_BLOCK = 32;
const SUPER_BLOCK = 256;

export const blockTypes = {
  Q8_0: { valueCount: SMALL_BLOCK, byteLength: 34, bits: 8, decode: decodeQ80 },
  Q4_0: { valueCount: SMALL_BLOCK, byteLength: 18, bits: 4, decode: nibbles(false, false) },
  Q4_1: { valueCount: SMALL_BLOCK, byteLength: 20, bits: 4, decode: nibbles(true, false) },
  Q5_0: { valueCount: SMALL_BLOCK, byteLength: 22, bits: 5, decode: nibbles(false, true) },
  Q5_1: { valueCount: SMALL_BLOCK, byteLength: 24, bits: 5, decode: nibbles(true, true) },
  Q4_K: { valueCount: SUPER_BLOCK, byteLength: 144, bits: 4, decode: superBlock(false) },
  Q5_K: { valueCount: SUPER_BLOCK, byteLength: 176, bits: 5, decode: superBlock(true) },
  Q6_K: { valueCount: SUPER_BLOCK, byteLength: 210, bits: 6, decode: decodeQ6K },
} as const satisfies Readonly<Record<string, BlockType>>;
export type BlockDtype = keyof typeof blockTypes;

/** One part, the blocks. */
export type BlockCoding = { readonly type: 'ggml-blocks'; readonly dtype: BlockDtype };

export function isBlockDtype(dtype: string): dtype is BlockDtype {
  return Object.hasOwn(blockTypes, dtype);
}

/** @returns the number of values of whole blocks. */
export function blockValueCount({ dtype }: BlockCoding, bytes: Uint8Array): number {
  const { valueCount, byteLength } = blockTypes[dtype];
  return (bytes.byteLength / byteLength) * valueCount;
}

/**
 * @param bytes whole blocks.
 * @param into room for all of their values, which are NaN or infinite where a scale is.
 */
export function decodeBlocks({ dtype }: BlockCoding, bytes: Uint8Array, into: Float32Array): void {
  const { valueCount, byteLength, decode } = blockTypes[dtype];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0, to = 0; to < into.length; at += byteLength, to += valueCount) decode(view, at, into, to);
}

/** d, 32 × i8: d · q. */
function decodeQ80(view: DataView, at: number, out: Float32Array, to: number): void {
  const d = fromHalf(view.getUint16(at, true));
  for (let j = 0; j < SMALL_BLOCK; j++) out[to + j] = d * view.getInt8(at + 2 + j);
}

/**
 * d, with a minimum m, with a word of fifth bits, 16 bytes: the low nibble of byte j is value j, the high one value
 * j + 16; bit j of the word belongs to value j. d · q + m, or d · (q - middle) where there is no minimum.
 */
function nibbles(hasMinimum: boolean, hasFifthBits: boolean): BlockType['decode'] {
  const middle = hasMinimum ? 0 : hasFifthBits ? 16 : 8;
  const fifthAt = hasMinimum ? 4 : 2;
  const codesAt = fifthAt + (hasFifthBits ? 4 : 0);
  return (view, at, out, to) => {
    const d = fromHalf(view.getUint16(at, true));
    const m = hasMinimum ? fromHalf(view.getUint16(at + 2, true)) : 0;
    const fifth = hasFifthBits ? view.getUint32(at + fifthAt, true) : 0;
    for (let j = 0; j < 16; j++) {
      const byte = view.getUint8(at + codesAt + j);
      const low = (byte & 15) | (((fifth >>> j) & 1) << 4);
      const high = (byte >>> 4) | (((fifth >>> (j + 16)) & 1) << 4);
      // Adding a minimum of zero would lose the sign of a zero.
      out[to + j] = hasMinimum ? d * low + m : d * (low - middle);
      out[to + j + 16] = hasMinimum ? d * high + m : d * (high - middle);
    }
  };
}

/**
 * d, dmin, 12 bytes with a scale and a minimum of 6 bits for each of 8 sub-blocks of 32 values, with 32 bytes of fifth
 * bits, 128 bytes of nibbles: d · scale · q - dmin · minimum. Bytes 32c … 32c + 31 hold sub-block 2c in their low
 * nibbles and 2c + 1 in their high ones; bit s of a fifth byte belongs to sub-block s.
 */
function superBlock(hasFifthBits: boolean): BlockType['decode'] {
  const fifthAt = 16;
  const codesAt = fifthAt + (hasFifthBits ? 32 : 0);
  return (view, at, out, to) => {
    const d = fromHalf(view.getUint16(at, true));
    const dmin = fromHalf(view.getUint16(at + 2, true));
    for (let s = 0; s < 8; s++) {
      const scale = d * sixBits(view, at + 4, s, false);
      const minimum = dmin * sixBits(view, at + 4, s, true);
      const codes = at + codesAt + 32 * (s >> 1);
      const shift = 4 * (s & 1);
      const first = to + 32 * s;
      for (let l = 0; l < 32; l++) {
        const q = (view.getUint8(codes + l) >>> shift) & 15;
        const fifth = hasFifthBits ? (view.getUint8(at + fifthAt + l) >>> s) & 1 : 0;
        out[first + l] = scale * (q | (fifth << 4)) - minimum;
      }
    }
  };
}

/** The scale or the minimum of sub-block `s`, from 12 bytes: the later four have their upper bits with the earlier. */
function sixBits(view: DataView, at: number, s: number, isMinimum: boolean): number {
  const own = at + (isMinimum ? s + 4 : s);
  if (s < 4) return view.getUint8(own) & 63;
  const shared = view.getUint8(at + s + 4);
  return (isMinimum ? shared >>> 4 : shared & 15) | ((view.getUint8(own - 4) >>> 6) << 4);
}

/**
 * 128 bytes of low nibbles, 64 of upper pairs of bits, 16 × i8 scale, d: d · scale · (q - 32), a scale for 16 values.
 * Each half of 128 values has 64, 32 and 8 of these.
 */
function decodeQ6K(view: DataView, at: number, out: Float32Array, to: number): void {
  const d = fromHalf(view.getUint16(at + 208, true));
  for (let half = 0; half < 2; half++) {
    const low = at + 64 * half;
    const upper = at + 128 + 32 * half;
    const scales = at + 192 + 8 * half;
    for (let quarter = 0; quarter < 4; quarter++) {
      const nibblesAt = low + 32 * (quarter % 2);
      const shift = quarter < 2 ? 0 : 4;
      const first = to + 128 * half + 32 * quarter;
      for (let l = 0; l < 32; l++) {
        const q =
          ((view.getUint8(nibblesAt + l) >>> shift) & 15) |
          (((view.getUint8(upper + l) >>> (2 * quarter)) & 3) << 4);
        const scale = d * view.getInt8(scales + 2 * quarter + (l >> 4));
        out[first + l] = scale * (q - 32);
      }
    }
  }
}
