import { decodeFloats, type FloatDtype, floatBytes } from './float-dtype';
import { type BlockCoding, blockTypes, blockValueCount, decodeBlocks } from './gguf-blocks';
import { type AffineCoding, affineValueCount, decodeAffine } from './mlx-affine';

/** The coding of one tensor in a quantised checkpoint. Plain data: it is sent to the threads that decode. */
export type QuantisedCoding = AffineCoding | BlockCoding;

/** The form of a tensor's values in its bytes: as floats, or as what a quantised checkpoint made of them. */
export type Coding = FloatDtype | QuantisedCoding;

export const isFloatCoding = (coding: Coding): coding is FloatDtype => typeof coding === 'string';

/** The coding in words, e.g. `MLX 6 bit, groups of 64` or `GGUF Q6_K`; for reports and refusals. */
export function codingName(coding: QuantisedCoding): string {
  if (coding.type === 'ggml-blocks') return `GGUF ${coding.dtype}`;
  return `MLX ${coding.bits} bit, groups of ${coding.groupSize}`;
}

/** Bits that one weight is coded with; its share of scales is left out. */
export function codedBits(coding: QuantisedCoding): number {
  return coding.type === 'ggml-blocks' ? blockTypes[coding.dtype].bits : coding.bits;
}

/** @param parts bytes of whole rows, one array for each part of the coding. @returns the number of their values. */
export function valueCount(coding: Coding, parts: readonly Uint8Array[]): number {
  const [bytes] = parts as readonly [Uint8Array];
  if (isFloatCoding(coding)) return bytes.byteLength / floatBytes(coding);
  return coding.type === 'ggml-blocks' ? blockValueCount(coding, bytes) : affineValueCount(coding, bytes);
}

/** Decodes whole rows of quantised weights. @param into room for `valueCount` values, which need not be finite. */
export function decodeQuantised(
  coding: QuantisedCoding,
  parts: readonly Uint8Array[],
  into: Float32Array,
): void {
  if (coding.type === 'ggml-blocks') decodeBlocks(coding, parts[0]!, into);
  else decodeAffine(coding, parts, into);
}

/** @returns the values of whole rows, newly allocated or a view of the bytes; they need not be finite. */
export function decodeRows(coding: Coding, parts: readonly Uint8Array[]): Float32Array {
  if (isFloatCoding(coding)) return decodeFloats(parts[0]!, coding);
  const values = new Float32Array(valueCount(coding, parts));
  decodeQuantised(coding, parts, values);
  return values;
}
