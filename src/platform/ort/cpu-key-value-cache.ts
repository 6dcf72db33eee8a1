/** Rows of one layer's keys or values, position by position. */
class Rows {
  readonly #width: number;
  #values = new Float32Array(0);

  constructor(width: number) {
    this.#width = width;
  }

  /** @returns `[count * width]`, a view that is valid until the next append. */
  view(count: number): Float32Array {
    return this.#values.subarray(0, count * this.#width);
  }

  append(count: number, rows: Float32Array): void {
    const end = count * this.#width + rows.length;
    if (end > this.#values.length) {
      // Doubling keeps the copies of a long run at twice its length in all.
      const grown = new Float32Array(Math.max(end, 2 * this.#values.length));
      grown.set(this.view(count));
      this.#values = grown;
    }
    this.#values.set(rows, count * this.#width);
  }
}

/** The KV cache of the processor backends: kept outside the runtime, whose runs read it and give new rows back. */
export class CpuKeyValueCache {
  readonly keys: readonly Rows[];
  readonly values: readonly Rows[];

  /** @param width `kvHeads * headDim`. */
  constructor(layerCount: number, width: number) {
    this.keys = Array.from({ length: layerCount }, () => new Rows(width));
    this.values = Array.from({ length: layerCount }, () => new Rows(width));
  }
}
