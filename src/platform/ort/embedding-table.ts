import { decodeHalves } from '../../core/checkpoint/half-float';
import type { PackageSource, TensorEntry } from '../../core/store/manifest';

/** Rows of a table that is read, not multiplied: the text and the audio embedding. */
export interface EmbeddingTable {
  readonly width: number;
  /** @returns `[rows.length * width]`, in the order asked for. */
  read(rows: readonly number[], signal: AbortSignal): Promise<Float32Array>;
}

/** A table held in memory in the precision it is stored in. */
export class LoadedTable implements EmbeddingTable {
  readonly width: number;
  readonly #values: Float32Array | Uint16Array;

  constructor(entry: TensorEntry, bytes: Uint8Array) {
    this.width = entry.dims[1]!;
    this.#values = typed(entry, bytes);
  }

  async read(rows: readonly number[]): Promise<Float32Array> {
    const values = new Float32Array(rows.length * this.width);
    rows.forEach((row, index) => {
      this.addRow(row, values, index * this.width);
    });
    return values;
  }

  /** Adds a row to `target[offset …]`: the codes of a column are summed. */
  addRow(row: number, target: Float32Array, offset: number): void {
    const held = this.#values.subarray(row * this.width, (row + 1) * this.width);
    const values = held instanceof Uint16Array ? decodeHalves(held) : held;
    for (let index = 0; index < this.width; index++) target[offset + index]! += values[index]!;
  }
}

/** A table too large to hold: rows are read from the package when a prompt needs them, and the recent ones kept. */
export class StoredTable implements EmbeddingTable {
  static readonly #keptRows = 4096;
  readonly width: number;
  readonly #source: PackageSource;
  readonly #entry: TensorEntry;
  readonly #file: string;
  /** In order of last use. */
  readonly #kept = new Map<number, Float32Array>();

  constructor(source: PackageSource, file: string, entry: TensorEntry) {
    this.#source = source;
    this.#file = file;
    this.#entry = entry;
    this.width = entry.dims[1]!;
  }

  async read(rows: readonly number[], signal: AbortSignal): Promise<Float32Array> {
    const distinct = [...new Set(rows)];
    const found = new Map<number, Float32Array>();
    // A few at a time: enough to hide the wait of one read, few enough for any server.
    const lanes = Array.from({ length: 8 }, async (_, lane) => {
      for (let index = lane; index < distinct.length; index += 8) {
        const row = distinct[index]!;
        found.set(row, await this.#row(row, signal));
      }
    });
    await Promise.all(lanes);
    const values = new Float32Array(rows.length * this.width);
    rows.forEach((row, index) => {
      values.set(found.get(row)!, index * this.width);
    });
    return values;
  }

  async #row(row: number, signal: AbortSignal): Promise<Float32Array> {
    const kept = this.#kept.get(row);
    this.#kept.delete(row);
    const values = kept ?? (await this.#readRow(row, signal));
    this.#kept.set(row, values);
    if (this.#kept.size > StoredTable.#keptRows) this.#kept.delete(this.#kept.keys().next().value!);
    return values;
  }

  async #readRow(row: number, signal: AbortSignal): Promise<Float32Array> {
    const { dims, offset, byteLength } = this.#entry;
    const rowBytes = byteLength / dims[0]!;
    const bytes = await this.#source.read(this.#file, signal, offset + row * rowBytes, rowBytes);
    const values = typed(this.#entry, bytes);
    return values instanceof Uint16Array ? decodeHalves(values) : values;
  }
}

/** The numbers behind a tensor's bytes; copied only if they are not aligned. */
function typed(entry: TensorEntry, bytes: Uint8Array): Float32Array | Uint16Array {
  const size = entry.dtype === 'f32' ? 4 : 2;
  const aligned = bytes.byteOffset % size === 0 ? bytes : bytes.slice();
  return entry.dtype === 'f32'
    ? new Float32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4)
    : new Uint16Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 2);
}
