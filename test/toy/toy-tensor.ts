import { encodeHalves } from '../../src/core/data/half-float';

export type ToyDtype = 'BF16' | 'F16' | 'F32';

/** A tensor whose values are computed where they are read, so that a checkpoint of any size needs no memory. */
export type ToyTensor = {
  readonly name: string;
  readonly dims: readonly number[];
  readonly valueAt: (index: number) => number;
};

/** Uniform values of a given deviation around a centre; the same seed and index give the same value for ever. */
export function uniform(seed: number, deviation: number, centre = 0): (index: number) => number {
  const width = deviation * Math.sqrt(12);
  return (index) => centre + (mixed(seed, index) - 0.5) * width;
}

export function seedOf(seed: number, name: string): number {
  let hash = seed >>> 0;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}

/** A counter-based generator: 0 … 1. */
function mixed(seed: number, index: number): number {
  let h = Math.imul(index + 1, 0x9e3779b1) ^ seed;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  h = Math.imul(h ^ seed ^ (h >>> 16), 0x27d4eb2f);
  return ((h ^ (h >>> 15)) >>> 0) / 2 ** 32;
}

export const toyElementBytes: Readonly<Record<ToyDtype, number>> = { BF16: 2, F16: 2, F32: 4 };

export function elementCount(dims: readonly number[]): number {
  return dims.reduce((product, dim) => product * dim, 1);
}

/** The bytes of the elements `[from, to)`. */
export type EncodeElements = (tensor: ToyTensor, dtype: ToyDtype, from: number, to: number) => Uint8Array;

/** Encodes the elements `[from, to)`. */
export function encodeElements(tensor: ToyTensor, dtype: ToyDtype, from: number, to: number): Uint8Array {
  const values = new Float32Array(to - from);
  for (let i = 0; i < values.length; i++) values[i] = tensor.valueAt(from + i);
  if (dtype === 'F32') return new Uint8Array(values.buffer);
  if (dtype === 'F16') return new Uint8Array(encodeHalves(values).buffer);
  const words = new Uint32Array(values.buffer);
  const bits = new Uint16Array(words.length);
  for (let i = 0; i < bits.length; i++) bits[i] = words[i]! >>> 16;
  return new Uint8Array(bits.buffer);
}

export type HeaderEntry = {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
};

/** Length prefix and JSON of a safetensors file. */
export function safetensorsHeader(entries: readonly (readonly [string, HeaderEntry])[]): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  const padded = json.byteLength + (-json.byteLength & 7);
  const header = new Uint8Array(8 + padded).fill(0x20);
  new DataView(header.buffer).setBigUint64(0, BigInt(padded), true);
  header.set(json, 8);
  return header;
}
