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
}

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
  return {
    dims: tensor.dims,
    rowCount,
    columnCount,
    async read(row, count, signal) {
      assert(row >= 0 && count >= 0 && row + count <= rowCount, `rows ${row} + ${count} of ${rowCount}`);
      if (row === 0 && count < rowCount) files.expect?.(file, tensor.offset, tensor.byteLength);
      const bytes = await files.read(file, tensor.offset + row * rowBytes, count * rowBytes, signal);
      assert(bytes.byteLength === count * rowBytes, `short read of ${file}`);
      const values = decode(bytes, dtype);
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

function decode(bytes: Uint8Array, dtype: 'BF16' | 'F16' | 'F32'): Float32Array {
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
  return {
    dims: [rowCount, columnCount],
    rowCount,
    columnCount,
    async read(row, count, signal) {
      const values = new Float32Array(count * columnCount);
      let partStart = 0;
      for (const part of parts) {
        const from = Math.max(row, partStart);
        const to = Math.min(row + count, partStart + part.rowCount);
        if (to > from) {
          values.set(await part.read(from - partStart, to - from, signal), (from - row) * columnCount);
        }
        partStart += part.rowCount;
      }
      return values;
    },
  };
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
      const values = (await whole).slice(row * columnCount, (row + count) * columnCount);
      if (row + count >= rowCount) whole = null; // rows are read once, in order: let the memory go
      return values;
    },
  };
}

export async function readAll(rows: WeightRows, signal: AbortSignal): Promise<Float32Array> {
  return await rows.read(0, rows.rowCount, signal);
}
