import { decodeBfloats, decodeHalves } from '../data/half-float';

/** Element types that weights are read in. */
export type FloatDtype = 'BF16' | 'F16' | 'F32';

export const isFloatDtype = (word: string): word is FloatDtype =>
  word === 'BF16' || word === 'F16' || word === 'F32';

export const floatBytes = (dtype: FloatDtype): number => (dtype === 'F32' ? 4 : 2);

/** @returns the values, newly allocated or a view of the bytes; they need not be finite. */
export function decodeFloats(bytes: Uint8Array, dtype: FloatDtype): Float32Array {
  // A read may start at any byte of a larger buffer; typed arrays of 2 and 4 bytes must be aligned.
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  if (dtype === 'F32') return new Float32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4);
  const bits = new Uint16Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 2);
  return dtype === 'F16' ? decodeHalves(bits) : decodeBfloats(bits);
}
