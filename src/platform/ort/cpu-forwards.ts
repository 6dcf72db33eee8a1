import { languageIo as io } from '../../core/graph/graph-io';
import type { LanguageSpec } from '../../core/model/model-spec';
import { type RopeTables, ropeTables } from '../../core/model/rope';
import { CpuKeyValueCache } from './cpu-key-value-cache';
import type { GraphForwards } from './graph-forwards';
import type { OrtModule, OrtSession, OrtTensor } from './ort-module';
import type { RowRouting } from './prompt-embedder';
import { routingFeeds } from './routing-feeds';

/** Rope tables grow by this many positions. */
const ROPE_STEP = 1024;

/** The sessions belong to the forwards. */
export type CpuLanguageParts = {
  readonly ort: OrtModule;
  readonly spec: LanguageSpec;
  readonly prefill: OrtSession;
  readonly decode: OrtSession;
};

/** Gives every output of a forward to a test that compares inner results. */
export type Probe = (outputs: Readonly<Record<string, Float32Array>>, from: number) => void;

/** The transformer's forwards on the processor: wasm in the page, native in Node. */
export class CpuForwards implements GraphForwards {
  /** Few: what is computed again of a repeated prompt costs little, and neither do more forwards of a long one. */
  readonly prefillRows = 32;
  readonly #parts: CpuLanguageParts;
  readonly #probe: Probe | null;
  readonly #cache: CpuKeyValueCache;
  #rope: RopeTables = { cos: new Float32Array(0), sin: new Float32Array(0) };

  constructor(parts: CpuLanguageParts, probe: Probe | null = null) {
    const { layerCount, keyValueHeadCount, headDim } = parts.spec;
    this.#parts = parts;
    this.#probe = probe;
    this.#cache = new CpuKeyValueCache(layerCount, keyValueHeadCount * headDim);
  }

  /** The cache grows by itself. */
  async reserve(): Promise<void> {}
  async beginPrompt(): Promise<void> {}
  endPrompt(): void {}

  async run(values: Float32Array, past: number, routing: RowRouting | null): Promise<Float32Array> {
    const { spec, prefill, decode } = this.#parts;
    const { hiddenSize, headDim, layerCount, keyValueHeadCount } = spec;
    const rows = values.length / hiddenSize;
    const half = headDim / 2;
    const rope = this.#ropeTo(past + rows);
    const section = (table: Float32Array) =>
      this.#floats(table.subarray(past * half, (past + rows) * half), [rows, half]);
    const feeds: Record<string, OrtTensor> = {
      [io.embeddings]: this.#floats(values, [1, rows, hiddenSize]),
      [io.ropeCos]: section(rope.cos),
      [io.ropeSin]: section(rope.sin),
      ...(routing && { [io.mask]: this.#mask(rows, past), ...routingFeeds(this.#parts.ort, spec, routing) }),
    };
    for (let layer = 0; layer < layerCount; layer++) {
      const dims = [past, keyValueHeadCount, headDim];
      feeds[io.pastKey(layer)] = this.#floats(this.#cache.keys[layer]!.view(past), dims);
      feeds[io.pastValue(layer)] = this.#floats(this.#cache.values[layer]!.view(past), dims);
    }
    const results = await (routing ? prefill : decode).run(feeds);
    const floats = (name: string) => results[name]!.data as Float32Array;
    for (let layer = 0; layer < layerCount; layer++) {
      this.#cache.keys[layer]!.append(past, floats(io.newKey(layer)));
      this.#cache.values[layer]!.append(past, floats(io.newValue(layer)));
    }
    this.#probe?.(Object.fromEntries(Object.keys(results).map((name) => [name, floats(name)])), past);
    return floats(io.logits);
  }

  async dispose(): Promise<void> {
    await this.#parts.prefill.release();
    await this.#parts.decode.release();
  }

  #mask(rows: number, past: number): OrtTensor {
    const mask = new Float32Array(rows * (past + rows));
    for (let row = 0; row < rows; row++) {
      mask.fill(Number.NEGATIVE_INFINITY, row * (past + rows) + past + row + 1, (row + 1) * (past + rows));
    }
    return this.#floats(mask, [rows, past + rows]);
  }

  #floats(values: Float32Array, dims: readonly number[]): OrtTensor {
    return new this.#parts.ort.Tensor('float32', values, dims);
  }

  #ropeTo(positions: number): RopeTables {
    const { spec } = this.#parts;
    if (positions * (spec.headDim / 2) > this.#rope.cos.length) {
      const rounded = Math.ceil(positions / ROPE_STEP) * ROPE_STEP;
      this.#rope = ropeTables(spec, Math.min(rounded, spec.maxPositionCount));
    }
    return this.#rope;
  }
}
