import type { LinearStorage, TensorDtype } from '../../core/package/manifest';
import { BLOCK_LENGTH, blocksPerRow, bytesPerBlock } from '../../core/quantise/block-quantise';

/** Form of packed weights, by the numbers that kernel/model.as has for it. */
export const matrixKinds = { f32: 0, f16: 1, q8: 2, q4: 3 } as const satisfies Record<LinearStorage, number>;

/** Rows that a tile holds side by side, bytes of its beginning, bytes of the steps of a block. Source: kernel/packing.as. */
const BLOCK_TILE_ROWS = 8;
const FLOAT_TILE_ROWS = 16;
const HEADER_BYTES = 16;
const STEP_BYTES = 2 * BLOCK_TILE_ROWS;

export type PackedShape = {
  readonly kind: LinearStorage;
  readonly rows: number;
  readonly columns: number;
};

export function isBlocks(kind: LinearStorage): kind is 'q4' | 'q8' {
  return kind === 'q4' || kind === 'q8';
}

export function tileRows(kind: LinearStorage): number {
  return isBlocks(kind) ? BLOCK_TILE_ROWS : FLOAT_TILE_ROWS;
}

export function tileBytes({ kind, columns }: PackedShape): number {
  if (!isBlocks(kind)) return HEADER_BYTES + columns * FLOAT_TILE_ROWS * (kind === 'f16' ? 2 : 4);
  const bits = kind === 'q4' ? 4 : 8;
  return HEADER_BYTES + blocksPerRow(columns) * (BLOCK_TILE_ROWS * bytesPerBlock(bits) + STEP_BYTES);
}

export function packedBytes(shape: PackedShape): number {
  return Math.ceil(shape.rows / tileRows(shape.kind)) * tileBytes(shape);
}

/** Columns that prepared rows have for a matrix: a block is never cut. */
export function wholeBlocks(columns: number): number {
  return blocksPerRow(columns) * BLOCK_LENGTH;
}

export function storageOf(dtype: TensorDtype): 'f16' | 'f32' {
  return dtype === 'f16' ? 'f16' : 'f32';
}

/** Bytes that are copied into the kernel's memory at a time to be packed, and the rows which that makes. */
const STAGE_BYTES = 2 ** 20;

/** Bytes of a row as a package stores it, scales included. */
export function storedRowBytes({ kind, columns }: PackedShape): number {
  if (!isBlocks(kind)) return columns * (kind === 'f16' ? 2 : 4);
  return blocksPerRow(columns) * (bytesPerBlock(kind === 'q4' ? 4 : 8) + 2);
}

/** Rows that are packed at a time: whole tiles. */
export function stagedRows(shape: PackedShape): number {
  const inTile = tileRows(shape.kind);
  const atOnce = Math.max(1, Math.floor(STAGE_BYTES / (storedRowBytes(shape) * inTile))) * inTile;
  return Math.min(atOnce, shape.rows);
}
