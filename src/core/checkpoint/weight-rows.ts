import { joinBytes } from '../data/join-bytes';
import { assert } from '../failure';
import type { Coding, QuantisedCoding } from './coding';

/**
 * A weight as a matrix that is read a few rows at a time, so that a tensor of a gigabyte never has to be in
 * memory at once. Tensors of other ranks are taken as `[dims[0], the rest]`.
 */
export interface WeightRows {
  readonly dims: readonly number[];
  readonly rowCount: number;
  readonly columnCount: number;
  /** Codings of the source, where it had lost something already; absent or empty for floats. */
  readonly quantised?: readonly QuantisedCoding[];
  /**
   * @returns `[count * columnCount]` f32, newly allocated, all finite.
   * @throws FailureError 'bad-checkpoint' that names file, tensor and position of a NaN or infinity.
   */
  read(row: number, count: number, signal: AbortSignal): Promise<Float32Array>;
  /**
   * The same rows as they are stored, unchecked: for the kernel that converts and checks by itself. Absent
   * where rows are computed. The bytes may be views of what others hold.
   */
  readStored?(row: number, count: number, signal: AbortSignal): Promise<StoredRows>;
}

export type StoredRows = {
  readonly coding: Coding;
  /** Bytes of these rows in each part of the coding; floats have one part. */
  readonly parts: readonly Uint8Array[];
  /** The reader owns the whole buffers under `parts`. */
  readonly isOwn?: boolean;
};

export function matrixShape(dims: readonly number[]): { rowCount: number; columnCount: number } {
  const columnCount = dims.slice(1).reduce((product, dim) => product * dim, 1);
  return { rowCount: dims[0] ?? 1, columnCount };
}

/** Several weights of one width below each other: q, k and v, or the frozen and the trainable part of a table. */
export function stackedRows(parts: readonly WeightRows[]): WeightRows {
  const columnCount = parts[0]?.columnCount ?? 0;
  assert(
    parts.every((part) => part.columnCount === columnCount),
    'stacked weights have one width',
  );
  const rowCount = parts.reduce((sum, part) => sum + part.rowCount, 0);
  /** Results of each part for rows `[row, row + count)`; `at` counts from `row`. */
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
    quantised: parts.flatMap(({ quantised = [] }) => quantised),
    async read(row, count, signal) {
      const values = new Float32Array(count * columnCount);
      const read = (part: WeightRows, from: number, length: number) => part.read(from, length, signal);
      for await (const { at, piece } of pieces(row, count, read)) values.set(piece, at * columnCount);
      return values;
    },
    async readStored(row, count, signal) {
      const read = (part: WeightRows, from: number, length: number) => readStored(part, from, length, signal);
      const found: StoredRows[] = [];
      for await (const { piece } of pieces(row, count, read)) found.push(piece);
      const [first] = found;
      if (first && found.every((piece) => isSame(piece.coding, first.coding))) {
        if (found.length === 1) return first;
        return {
          coding: first.coding,
          parts: first.parts.map((_, index) => joinBytes(found.map(({ parts }) => parts[index]!))),
          isOwn: true,
        };
      }
      return asFloats(await this.read(row, count, signal));
    },
  };
}

const isSame = (a: Coding, b: Coding): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

/** Rows as they are stored, or, where they are computed, as f32. */
export async function readStored(
  rows: WeightRows,
  row: number,
  count: number,
  signal: AbortSignal,
): Promise<StoredRows> {
  if (rows.readStored) return await rows.readStored(row, count, signal);
  return asFloats(await rows.read(row, count, signal));
}

function asFloats(values: Float32Array): StoredRows {
  return { coding: 'F32', parts: [new Uint8Array(values.buffer, values.byteOffset, values.byteLength)] };
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
