import { decodeHalves } from '../../core/data/half-float';
import type { ModelPackage } from '../../core/package/model-package';

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

  private constructor(width: number, values: Float32Array | Uint16Array) {
    this.width = width;
    this.#values = values;
  }

  static async load(model: ModelPackage, name: string, signal: AbortSignal): Promise<LoadedTable> {
    const { dtype, dims } = model.tensor(name);
    // A copy, because a view would retain a whole shard, and might not be aligned.
    const bytes = (await model.readBytes(name, signal)).slice();
    return new LoadedTable(
      dims[1]!,
      dtype === 'f32' ? new Float32Array(bytes.buffer) : new Uint16Array(bytes.buffer),
    );
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
  readonly #model: ModelPackage;
  readonly #name: string;
  /** Rows in order of last use. */
  readonly #kept = new Map<number, Float32Array>();

  constructor(model: ModelPackage, name: string) {
    this.#model = model;
    this.#name = name;
    this.width = model.tensor(name).dims[1]!;
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
    const values = kept ?? (await this.#model.readFloats(this.#name, signal, row, 1)).slice();
    this.#kept.set(row, values);
    if (this.#kept.size > StoredTable.#keptRows) this.#kept.delete(this.#kept.keys().next().value!);
    return values;
  }
}
