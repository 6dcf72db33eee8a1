import { decodeHalves } from '../data/half-float';

/**
 * The layout of ONNX Runtime's MatMulNBits: rows of K weights in blocks of 32, one f16 scale a block,
 * symmetric (zero point 8 or 128), low nibble first. K that is no multiple of 32 is padded by zeros.
 */
export const BLOCK_LENGTH = 32;
export type Bits = 4 | 8;

export function blocksPerRow(columnCount: number): number {
  return Math.ceil(columnCount / BLOCK_LENGTH);
}

export function bytesPerBlock(bits: Bits): number {
  return (BLOCK_LENGTH * bits) / 8;
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
