/**
 * IEEE binary16 and bfloat16 against f32, rounding to nearest, ties to even. Own code, because billions of
 * values pass here and runtimes without Float16Array must do too.
 */

const word = new Uint32Array(1);
const float = new Float32Array(word.buffer);

/** @returns the 16 bits of the nearest binary16; beyond 65504 infinity. */
export function toHalf(value: number): number {
  float[0] = value;
  const bits = word[0]!;
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude >= 0x47800000) {
    return sign | (magnitude > 0x7f800000 ? 0x7e00 : 0x7c00); // NaN stays NaN
  }
  if (magnitude >= 0x38800000) {
    // Normal: drop 13 bits; a carry out of the mantissa moves the exponent up, to infinity at the top.
    return sign | ((magnitude + 0xfff + ((magnitude >>> 13) & 1) - 0x38000000) >>> 13);
  }
  if (magnitude <= 0x33000000) return sign; // at most half of the smallest subnormal: to even, which is zero
  const exponent = magnitude >>> 23;
  const mantissa = (magnitude & 0x7fffff) | 0x800000;
  const shift = 126 - exponent; // 14 … 24
  const kept = mantissa >>> shift;
  const rest = mantissa & ((1 << shift) - 1);
  const half = 1 << (shift - 1);
  return sign | (rest > half || (rest === half && (kept & 1) === 1) ? kept + 1 : kept);
}

let halfTable: Float32Array | null = null;

/** All 65536 binary16 values as f32, built once. */
function halves(): Float32Array {
  if (halfTable) return halfTable;
  halfTable = new Float32Array(65536);
  for (let bits = 0; bits < 65536; bits++) {
    const exponent = (bits >>> 10) & 31;
    const mantissa = bits & 1023;
    const magnitude =
      exponent === 31
        ? mantissa === 0
          ? Number.POSITIVE_INFINITY
          : Number.NaN
        : exponent === 0
          ? mantissa * 2 ** -24
          : (1024 + mantissa) * 2 ** (exponent - 25);
    halfTable[bits] = bits & 0x8000 ? -magnitude : magnitude;
  }
  return halfTable;
}

export function fromHalf(bits: number): number {
  return halves()[bits]!;
}

/** @returns the value that remains after storing as binary16. */
export function roundToHalf(value: number): number {
  return halves()[toHalf(value)]!;
}

/** @returns `[values.length]` binary16 bits. */
export function encodeHalves(values: Float32Array): Uint16Array<ArrayBuffer> {
  const bits = new Uint16Array(values.length);
  for (let i = 0; i < values.length; i++) bits[i] = toHalf(values[i]!);
  return bits;
}

export function decodeHalves(bits: Uint16Array): Float32Array<ArrayBuffer> {
  const table = halves();
  const values = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) values[i] = table[bits[i]!]!;
  return values;
}

/** bfloat16 is the upper half of an f32, so nothing is rounded. */
export function decodeBfloats(bits: Uint16Array): Float32Array<ArrayBuffer> {
  const words = new Uint32Array(bits.length);
  for (let i = 0; i < bits.length; i++) words[i] = bits[i]! << 16;
  return new Float32Array(words.buffer);
}
