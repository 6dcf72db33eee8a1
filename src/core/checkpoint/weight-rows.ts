import { assert, fail } from '../failure';
import type { CheckpointFiles } from './checkpoint-files';
import { decodeBfloats, decodeHalves } from './half-float';
import type { StoredTensor } from './safetensors-header';

/**
 * A weight as a matrix that is read a few rows at a time, so that a tensor of a gigabyte never has to be in
 * memory at once. Tensors of other ranks are taken as `[dims[0], the rest]`.
 */
export interface WeightRows {
  readonly dims: readonly number[];
  readonly rowCount: number;
  readonly columnCount: number;
  /**
   * @returns `[count * columnCount]` f32, newly allocated, all finite.
   * @throws FailureError 'bad-checkpoint' that names file, tensor and position of a NaN or infinity.
   */
  read(row: number, count: number, signal: AbortSignal): Promise<Float32Array>;
  /**
   * The same rows as they are stored, unchecked: for the kernel that converts and checks by itself. Absent where rows are
   * computed. The bytes may be a view of what others hold.
   */
  readStored?(row: number, count: number, signal: AbortSignal): Promise<StoredRows>;
}

export type StoredRows = {
  readonly bytes: Uint8Array;
  readonly dtype: FloatDtype;
  /** Nobody else looks at the whole memory under `bytes` again. */
  readonly isOwn?: boolean;
};
export type FloatDtype = 'BF16' | 'F16' | 'F32';

export function matrixShape(dims: readonly number[]): { rowCount: number; columnCount: number } {
  const columnCount = dims.slice(1).reduce((product, dim) => product * dim, 1);
  return { rowCount: dims[0] ?? 1, columnCount };
}

/** One stored tensor of bf16, f16 or f32. */
export function storedRows(files: CheckpointFiles, tensor: StoredTensor): WeightRows {
  const { rowCount, columnCount } = matrixShape(tensor.dims);
  const { name, file, dtype } = tensor;
  if (dtype !== 'BF16' && dtype !== 'F16' && dtype !== 'F32') {
    return fail(
      'bad-checkpoint',
      `In ${file}, the tensor "${name}" has the element type ${dtype}; only BF16, F16 and F32 can be imported. Choose an unquantised release of the checkpoint.`,
      { file, tensor: name },
    );
  }
  const rowBytes = columnCount * (dtype === 'F32' ? 4 : 2);
  const readBytes = async (row: number, count: number, signal: AbortSignal): Promise<Uint8Array> => {
    assert(row >= 0 && count >= 0 && row + count <= rowCount, `rows ${row} + ${count} of ${rowCount}`);
    if (row === 0 && count < rowCount) files.expect?.(file, tensor.offset, tensor.byteLength);
    const bytes = await files.read(file, tensor.offset + row * rowBytes, count * rowBytes, signal);
    assert(bytes.byteLength === count * rowBytes, `short read of ${file}`);
    return bytes;
  };
  return {
    dims: tensor.dims,
    rowCount,
    columnCount,
    async read(row, count, signal) {
      const values = decode(await readBytes(row, count, signal), dtype);
      const wrong = firstNonFinite(values);
      if (wrong >= 0) {
        const index = row * columnCount + wrong;
        fail(
          'bad-checkpoint',
          `In ${file}, the tensor "${name}" holds ${values[wrong]} at element ${index}. The checkpoint is damaged: download it again.`,
          { file, tensor: name, index },
        );
      }
      return values;
    },
    async readStored(row, count, signal) {
      const bytes = await readBytes(row, count, signal);
      return { bytes, dtype, isOwn: files.givesBytesAway === true };
    },
  };
}

/** A plain loop, because every weight of a checkpoint passes here. @returns -1 when all are finite. */
function firstNonFinite(values: Float32Array): number {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value - value !== 0) return i;
  }
  return -1;
}

function decode(bytes: Uint8Array, dtype: FloatDtype): Float32Array {
  // A read may start at any byte of a larger buffer; typed arrays of 2 and 4 bytes want their own alignment.
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  if (dtype === 'F32') return new Float32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4);
  const bits = new Uint16Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 2);
  return dtype === 'F16' ? decodeHalves(bits) : decodeBfloats(bits);
}

/** Several weights of one width below each other: q, k and v, or the frozen and the trainable part of a table. */
export function stackedRows(parts: readonly WeightRows[]): WeightRows {
  const columnCount = parts[0]?.columnCount ?? 0;
  assert(
    parts.every((part) => part.columnCount === columnCount),
    'stacked weights have one width',
  );
  const rowCount = parts.reduce((sum, part) => sum + part.rowCount, 0);
  /** What each part gives of rows `[row, row + count)`; `at` counts from `row`. */
  async function* pieces<T>(
    row: number,
    count: number,
    read: (part: WeightRows, from: number, count: number) => Promise<T>,
  ): AsyncGenerator<{ readonly at: number; readonly piece: T }, void> {
    let partStart = 0;
    for (const part of parts) {
      const from = Math.max(row, partStart);
      const to = Math.min(row + count, partStart + part.rowCount);
      if (to > from) yield { at: from - row, piece: await read(part, from - partStart, to - from) };
      partStart += part.rowCount;
    }
  }
  return {
    dims: [rowCount, columnCount],
    rowCount,
    columnCount,
    async read(row, count, signal) {
      const values = new Float32Array(count * columnCount);
      const read = (part: WeightRows, from: number, length: number) => part.read(from, length, signal);
      for await (const { at, piece } of pieces(row, count, read)) values.set(piece, at * columnCount);
      return values;
    },
    async readStored(row, count, signal) {
      const read = (part: WeightRows, from: number, length: number) => readStored(part, from, length, signal);
      let stored: StoredRows | null = null;
      for await (const { at, piece } of pieces(row, count, read)) {
        if (stored === null && piece.bytes.byteLength === count * rowBytesOf(piece.dtype)) return piece;
        stored ??= { bytes: new Uint8Array(count * rowBytesOf(piece.dtype)), dtype: piece.dtype };
        if (stored.dtype !== piece.dtype)
          return { bytes: asBytes(await this.read(row, count, signal)), dtype: 'F32' };
        stored.bytes.set(piece.bytes, at * rowBytesOf(piece.dtype));
      }
      return stored ?? { bytes: new Uint8Array(0), dtype: 'F32' };
    },
  };

  function rowBytesOf(dtype: FloatDtype): number {
    return columnCount * (dtype === 'F32' ? 4 : 2);
  }
}

/** Rows as they are stored, or, where they are computed, as f32. */
export async function readStored(
  rows: WeightRows,
  row: number,
  count: number,
  signal: AbortSignal,
): Promise<StoredRows> {
  if (rows.readStored) return await rows.readStored(row, count, signal);
  return { bytes: asBytes(await rows.read(row, count, signal)), dtype: 'F32' };
}

function asBytes(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** A weight that has to be computed as a whole (folded weight norm, folded tables); computed at the first read. */
export function computedRows(
  dims: readonly number[],
  compute: (signal: AbortSignal) => Promise<Float32Array>,
): WeightRows {
  const { rowCount, columnCount } = matrixShape(dims);
  let whole: Promise<Float32Array> | null = null;
  return {
    dims,
    rowCount,
    columnCount,
    async read(row, count, signal) {
      whole ??= compute(signal);
      const values = await whole;
      if (row + count >= rowCount) whole = null; // rows are read once, in order: let the memory go
      if (row === 0 && count === rowCount) return values;
      return values.slice(row * columnCount, (row + count) * columnCount);
    },
  };
}

export async function readAll(rows: WeightRows, signal: AbortSignal): Promise<Float32Array> {
  return await rows.read(0, rows.rowCount, signal);
}
