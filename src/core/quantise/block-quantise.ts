import { decodeHalves, roundToHalf, toHalf } from '../checkpoint/half-float';
import { fail } from '../failure';

/**
 * The layout of ONNX Runtime's MatMulNBits: rows of K weights in blocks of 32, one f16 scale a block, symmetric
 * (zero point 8 or 128), low nibble first. K that is no multiple of 32 is padded by zeros.
 */
export const BLOCK_LENGTH = 32;
export type Bits = 4 | 8;

export function blocksPerRow(columnCount: number): number {
  return Math.ceil(columnCount / BLOCK_LENGTH);
}

export function bytesPerBlock(bits: Bits): number {
  return (BLOCK_LENGTH * bits) / 8;
}

export type QuantisedRows = {
  /** `[rows, K/32, 16 or 32]`. */
  readonly ints: Uint8Array<ArrayBuffer>;
  /** `[rows, K/32]`, binary16 bits. */
  readonly scales: Uint16Array<ArrayBuffer>;
  readonly squaredError: number;
};

/**
 * Divisors of the block's largest weight that are tried as scales. -(levels / 2) uses the one more step that the
 * negative side has; larger ones trade the largest weight's own error against all others', smaller ones clip it.
 */
const divisors: Readonly<Record<Bits, readonly number[]>> = {
  4: [-8, 7, -8.3, -7.7, -8.6, -7.4, -7.1, -6.7, -6.2],
  8: [-128, 127, -128.5, -127.4],
};

/**
 * For every block the scale of least squared error is kept: of those tried, and of the least-squares scale of the
 * best one's integers. A scale is rounded to f16 before the integers are chosen, so what is measured is what is stored.
 * @param weights `[rowCount * columnCount]`, finite.
 * @throws FailureError 'bad-checkpoint' when a scale does not fit f16.
 */
export function quantiseRows(weights: Float32Array, columnCount: number, bits: Bits): QuantisedRows {
  const rowCount = weights.length / columnCount;
  const perRow = blocksPerRow(columnCount);
  const blockBytes = bytesPerBlock(bits);
  const ints = new Uint8Array(rowCount * perRow * blockBytes);
  const scales = new Uint16Array(rowCount * perRow);
  const block = new Float64Array(BLOCK_LENGTH);
  let squaredError = 0;
  for (let row = 0; row < rowCount; row++) {
    for (let b = 0; b < perRow; b++) {
      const from = b * BLOCK_LENGTH;
      const length = Math.min(BLOCK_LENGTH, columnCount - from);
      if (length < BLOCK_LENGTH) block.fill(0);
      for (let i = 0; i < length; i++) block[i] = weights[row * columnCount + from + i]!;
      const at = row * perRow + b;
      const scale = chooseScale(block, bits);
      scales[at] = toHalf(scale);
      squaredError += writeBlock(block, scale, bits, ints, at * blockBytes);
    }
  }
  return { ints, scales, squaredError };
}

/** @returns the scale, exactly representable in f16; 0 for a block of zeros. */
function chooseScale(block: Float64Array, bits: Bits): number {
  let extreme = 0;
  for (let i = 0; i < BLOCK_LENGTH; i++) if (Math.abs(block[i]!) > Math.abs(extreme)) extreme = block[i]!;
  if (extreme === 0) return 0;
  const top = 2 ** (bits - 1) - 1;
  const tried = divisors[bits];
  let best = 0;
  let bestError = Number.POSITIVE_INFINITY;
  for (let t = 0; t <= tried.length; t++) {
    const wanted = t < tried.length ? extreme / tried[t]! : leastSquaresScale(block, best, top);
    const scale = roundToHalf(wanted);
    if (scale - scale !== 0) tooLarge(extreme);
    const error = blockError(block, scale, top, bestError);
    if (error < bestError) {
      best = scale;
      bestError = error;
    }
  }
  return best;
}

/** Adding and taking away 1.5 · 2^52 leaves the nearest integer, ties to even: several times faster than Math.round. */
const ROUNDING = 6755399441055744;

/** @returns the squared error, or some value above `limit` as soon as it is above. */
function blockError(block: Float64Array, scale: number, top: number, limit: number): number {
  const inverse = scale === 0 ? 0 : 1 / scale;
  const bottom = -top - 1;
  let sum = 0;
  for (let i = 0; i < BLOCK_LENGTH; i++) {
    const weight = block[i]!;
    let q = weight * inverse + ROUNDING - ROUNDING;
    if (q > top) q = top;
    else if (q < bottom) q = bottom;
    const difference = weight - q * scale;
    sum += difference * difference;
    if (sum > limit) return sum;
  }
  return sum;
}

/** The scale that fits best when the integers stay as they are: Σ w·q / Σ q². */
function leastSquaresScale(block: Float64Array, scale: number, top: number): number {
  const inverse = scale === 0 ? 0 : 1 / scale;
  let products = 0;
  let squares = 0;
  for (let i = 0; i < BLOCK_LENGTH; i++) {
    const q = Math.max(-top - 1, Math.min(top, block[i]! * inverse + ROUNDING - ROUNDING));
    products += block[i]! * q;
    squares += q * q;
  }
  return squares === 0 ? scale : products / squares;
}

/** Writes the integers of one block and returns its squared error. */
function writeBlock(block: Float64Array, scale: number, bits: Bits, ints: Uint8Array, at: number): number {
  const inverse = scale === 0 ? 0 : 1 / scale;
  const top = 2 ** (bits - 1) - 1;
  let error = 0;
  for (let i = 0; i < BLOCK_LENGTH; i++) {
    const q = Math.max(-top - 1, Math.min(top, block[i]! * inverse + ROUNDING - ROUNDING));
    const difference = block[i]! - q * scale;
    error += difference * difference;
    const stored = q + top + 1;
    if (bits === 8) ints[at + i] = stored;
    else ints[at + (i >> 1)]! |= (i & 1) === 0 ? stored : stored << 4;
  }
  return error;
}

/**
 * @param ints `[rowCount, K/32, 16 or 32]`, @param scales `[rowCount, K/32]` binary16 bits.
 * @returns `[rowCount * columnCount]`
 */
export function dequantiseRows(
  ints: Uint8Array,
  scales: Uint16Array,
  columnCount: number,
  bits: Bits,
): Float32Array<ArrayBuffer> {
  const perRow = blocksPerRow(columnCount);
  const rowCount = scales.length / perRow;
  const factors = decodeHalves(scales);
  const zeroPoint = 2 ** (bits - 1);
  const blockBytes = bytesPerBlock(bits);
  const weights = new Float32Array(rowCount * columnCount);
  for (let row = 0; row < rowCount; row++) {
    for (let column = 0; column < columnCount; column++) {
      const blockAt = row * perRow + (column >> 5);
      const i = column & 31;
      const byte = ints[blockAt * blockBytes + (bits === 8 ? i : i >> 1)]!;
      const stored = bits === 8 ? byte : (i & 1) === 0 ? byte & 15 : byte >> 4;
      weights[row * columnCount + column] = (stored - zeroPoint) * factors[blockAt]!;
    }
  }
  return weights;
}

function tooLarge(weight: number): never {
  return fail(
    'bad-checkpoint',
    `A weight of ${weight} is too large for a quantised block. Import this checkpoint with precision f32.`,
  );
}
