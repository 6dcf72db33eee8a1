import { fromHalf, toHalf } from '../../src/core/data/half-float';

/** Quantised element types of GGUF, by the facts: values and bytes of a block. Source: ggml src/ggml-common.h. */
export const ggufBlocks = {
  Q8_0: { id: 8, values: 32, bytes: 34 },
  Q4_0: { id: 2, values: 32, bytes: 18 },
  Q4_1: { id: 3, values: 32, bytes: 20 },
  Q5_0: { id: 6, values: 32, bytes: 22 },
  Q5_1: { id: 7, values: 32, bytes: 24 },
  Q4_K: { id: 12, values: 256, bytes: 144 },
  Q5_K: { id: 13, values: 256, bytes: 176 },
  Q6_K: { id: 14, values: 256, bytes: 210 },
} as const;
export type GgufBlock = keyof typeof ggufBlocks;

/** @param values of whole blocks. @returns their bytes, rounded as simply as the type allows. */
export function encodeBlocks(values: Float32Array, type: GgufBlock): Uint8Array {
  const { values: count, bytes } = ggufBlocks[type];
  const out = new Uint8Array((values.length / count) * bytes);
  for (let block = 0; block * count < values.length; block++) {
    const view = new DataView(out.buffer, block * bytes, bytes);
    encodeBlock(values.subarray(block * count, (block + 1) * count), type, view);
  }
  return out;
}

function encodeBlock(values: Float32Array, type: GgufBlock, view: DataView): void {
  if (type === 'Q4_K' || type === 'Q5_K') encodeSuperBlock(values, type === 'Q5_K', view);
  else if (type === 'Q6_K') encodeSixBits(values, view);
  else if (type === 'Q8_0') {
    const d = putHalf(view, 0, Math.max(...values.map(Math.abs)) / 127);
    values.forEach((value, i) => void view.setInt8(2 + i, nearest(value / d, -127, 127)));
  } else encodeSmall(values, type, view);
}

function encodeSmall(values: Float32Array, type: 'Q4_0' | 'Q4_1' | 'Q5_0' | 'Q5_1', view: DataView): void {
  const levels = type.startsWith('Q5') ? 32 : 16;
  const hasMinimum = type.endsWith('1');
  const least = Math.min(...values);
  const edge = values.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
  const d = putHalf(
    view,
    0,
    hasMinimum ? (Math.max(...values) - least) / (levels - 1) : edge / -(levels / 2),
  );
  const low = hasMinimum ? putHalf(view, 2, least) : -d * (levels / 2);
  const fifthAt = hasMinimum ? 4 : 2;
  const codesAt = fifthAt + (levels === 32 ? 4 : 0);
  values.forEach((value, i) => {
    const q = nearest((value - low) / d, 0, levels - 1);
    const at = codesAt + (i % 16);
    view.setUint8(at, view.getUint8(at) | ((q & 15) << (i < 16 ? 0 : 4)));
    if (q > 15) view.setUint8(fifthAt + (i >> 3), view.getUint8(fifthAt + (i >> 3)) | (1 << (i & 7)));
  });
}

function encodeSuperBlock(values: Float32Array, hasFifth: boolean, view: DataView): void {
  const top = hasFifth ? 31 : 15;
  const parts = Array.from({ length: 8 }, (_, s) => values.subarray(32 * s, 32 * s + 32));
  const depths = parts.map((part) => Math.max(0, -Math.min(...part)));
  const steps = parts.map((part, s) => (Math.max(...part) + depths[s]!) / top);
  const d = putHalf(view, 0, Math.max(...steps) / 63);
  const dmin = putHalf(view, 2, Math.max(...depths) / 63);
  parts.forEach((part, s) => {
    const scale = Math.max(1, nearest(steps[s]! / d, 0, 63));
    const depth = dmin === 0 ? 0 : nearest(depths[s]! / dmin, 0, 63);
    putSixBits(view, s, scale, depth);
    part.forEach((value, l) => {
      const q = nearest((value + dmin * depth) / (d * scale), 0, top);
      const at = (hasFifth ? 48 : 16) + 32 * (s >> 1) + l;
      view.setUint8(at, view.getUint8(at) | ((q & 15) << (s % 2 === 0 ? 0 : 4)));
      if (q > 15) view.setUint8(16 + l, view.getUint8(16 + l) | (1 << s));
    });
  });
}

function putSixBits(view: DataView, s: number, scale: number, depth: number): void {
  const or = (index: number, bits: number) => view.setUint8(4 + index, view.getUint8(4 + index) | bits);
  if (s < 4) {
    or(s, scale);
    or(s + 4, depth);
    return;
  }
  or(s + 4, (scale & 15) | ((depth & 15) << 4));
  or(s - 4, (scale >> 4) << 6);
  or(s, (depth >> 4) << 6);
}

function encodeSixBits(values: Float32Array, view: DataView): void {
  const parts = Array.from({ length: 16 }, (_, p) => values.subarray(16 * p, 16 * p + 16));
  const steps = parts.map(
    (part) => part.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0) / -32,
  );
  const d = putHalf(view, 208, Math.max(...steps.map(Math.abs)) / 127);
  parts.forEach((part, p) => {
    const scale = d === 0 ? 0 : nearest(steps[p]! / d, -127, 127);
    view.setInt8(192 + p, scale);
    part.forEach((value, i) => {
      const q = scale === 0 ? 32 : nearest(value / (d * scale), -32, 31) + 32;
      const index = 16 * p + i;
      const [half, place] = [index >> 7, index & 127];
      const low = 64 * half + (place & 63);
      const upper = 128 + 32 * half + (place & 31);
      view.setUint8(low, view.getUint8(low) | ((q & 15) << (place < 64 ? 0 : 4)));
      view.setUint8(upper, view.getUint8(upper) | ((q >> 4) << (2 * (place >> 5))));
    });
  });
}

/**
 * One value of a block by its formula, read from the bits that the facts give for its number: another way than the
 * product's, which goes through a block once.
 */
export function blockValue(type: GgufBlock, block: Uint8Array, i: number): number {
  const half = (at: number) => fromHalf(block[at]! | (block[at + 1]! << 8));
  const signed = (at: number) => (block[at]! << 24) >> 24;
  const nibble = (at: number, isHigh: boolean) => (isHigh ? block[at]! >> 4 : block[at]! & 15);
  const bit = (at: number, index: number) => (block[at + (index >> 3)]! >> (index & 7)) & 1;
  const j = i % 16;
  const isLate = i >= 16;
  switch (type) {
    case 'Q8_0':
      return Math.fround(half(0) * signed(2 + i));
    case 'Q4_0':
      return Math.fround(half(0) * (nibble(2 + j, isLate) - 8));
    case 'Q4_1':
      return Math.fround(half(0) * nibble(4 + j, isLate) + half(2));
    case 'Q5_0':
      return Math.fround(half(0) * (nibble(6 + j, isLate) + 16 * bit(2, i) - 16));
    case 'Q5_1':
      return Math.fround(half(0) * (nibble(8 + j, isLate) + 16 * bit(4, i)) + half(2));
    case 'Q4_K':
    case 'Q5_K': {
      const s = i >> 5;
      const l = i & 31;
      const b = (index: number) => block[4 + index]!;
      const scale = s < 4 ? b(s) & 63 : (b(s + 4) & 15) + 16 * (b(s - 4) >> 6);
      const depth = s < 4 ? b(s + 4) & 63 : (b(s + 4) >> 4) + 16 * (b(s) >> 6);
      const codes = type === 'Q5_K' ? 48 : 16;
      const fifth = type === 'Q5_K' ? 16 * ((block[16 + l]! >> s) & 1) : 0;
      const q = nibble(codes + 32 * (s >> 1) + l, s % 2 === 1) + fifth;
      return Math.fround(half(0) * scale * q - half(2) * depth);
    }
    case 'Q6_K': {
      const h = i >> 7;
      const place = i & 127;
      const pair = (block[128 + 32 * h + (place & 31)]! >> (2 * (place >> 5))) & 3;
      const q = nibble(64 * h + (place & 63), place >= 64) + 16 * pair;
      return Math.fround(half(208) * signed(192 + 8 * h + (place >> 4)) * (q - 32));
    }
  }
}

/** The values of whole blocks. */
export function decodedBlocks(type: GgufBlock, bytes: Uint8Array): Float32Array {
  const { values, bytes: size } = ggufBlocks[type];
  return Float32Array.from({ length: (bytes.byteLength / size) * values }, (_, index) => {
    const block = Math.floor(index / values);
    return blockValue(type, bytes.subarray(block * size, (block + 1) * size), index % values);
  });
}

function putHalf(view: DataView, at: number, value: number): number {
  const bits = toHalf(value);
  view.setUint16(at, bits, true);
  return fromHalf(bits);
}

function nearest(value: number, least: number, most: number): number {
  return Number.isFinite(value) ? Math.min(most, Math.max(least, Math.round(value))) : 0;
}
