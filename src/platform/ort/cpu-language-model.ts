import { assert } from '../../core/failure';
import { CachedPrompt } from '../../core/generation/cached-prompt';
import type { LanguageModel } from '../../core/generation/language-model';
import { requireRoomToSpeak } from '../../core/generation/prompt-room';
import { languageIo as io } from '../../core/graph/graph-io';
import type { LanguageSpec } from '../../core/model/model-spec';
import { type RopeTables, ropeTables } from '../../core/model/rope';
import type { Prompt } from '../../core/prompt/prompt';
import { CpuKeyValueCache } from './cpu-key-value-cache';
import type { OrtModule, OrtSession, OrtTensor } from './ort-module';
import { type PromptEmbedder, type RowRouting, routeRows } from './prompt-embedder';

/** Rows of one forward, and so what is computed again of a repeated prompt: few, at hardly any cost for long ones. */
const PREFILL_ROWS = 32;
/** Rope tables grow by this many positions. */
const ROPE_STEP = 1024;

/** What the model is made of; it owns the sessions. */
export type CpuLanguageParts = {
  readonly ort: OrtModule;
  readonly spec: LanguageSpec;
  readonly prefill: OrtSession;
  readonly decode: OrtSession;
  readonly embedder: PromptEmbedder;
};

/** Gives every output of a forward to a test that compares inner results. */
export type Probe = (outputs: Readonly<Record<string, Float32Array>>, from: number) => void;

/** The transformer on the processor: wasm in the page, native in Node. */
export class CpuLanguageModel implements LanguageModel {
  readonly spec: LanguageSpec;
  readonly #parts: CpuLanguageParts;
  readonly #probe: Probe | null;
  readonly #held: CachedPrompt;
  readonly #cache: CpuKeyValueCache;
  #rope: RopeTables = { cos: new Float32Array(0), sin: new Float32Array(0) };
  #reused = 0;
  #isDisposed = false;

  constructor(parts: CpuLanguageParts, probe: Probe | null = null) {
    this.spec = parts.spec;
    this.#parts = parts;
    this.#probe = probe;
    this.#held = new CachedPrompt(parts.spec.codebooks.codebookCount);
    this.#cache = new CpuKeyValueCache(
      parts.spec.layerCount,
      parts.spec.keyValueHeadCount * parts.spec.headDim,
    );
  }

  get cachedPositionCount(): number {
    return this.#held.length;
  }

  get reusedPositionCount(): number {
    return this.#reused;
  }

  async prefill(prompt: Prompt, signal: AbortSignal): Promise<Float32Array> {
    const length = prompt.tokenIds.length;
    requireRoomToSpeak(this.spec, length);
    const shared = this.#held.reusablePrefixLength(prompt, PREFILL_ROWS);
    this.#held.truncate(shared);
    this.#reused = shared;
    let logits: Float32Array = new Float32Array(0);
    for (let from = shared; from < length; from += PREFILL_ROWS) {
      signal.throwIfAborted();
      const to = Math.min(length, from + PREFILL_ROWS);
      const values = await this.#parts.embedder.embed(prompt, from, to, signal);
      logits = await this.#run(this.#parts.prefill, values, from, routeRows(prompt, from, to));
      this.#held.appendPrompt(prompt, to);
    }
    return logits;
  }

  async step(column: Int32Array, signal: AbortSignal): Promise<Float32Array> {
    signal.throwIfAborted();
    const position = this.#held.length;
    requireRoomToSpeak(this.spec, position);
    const values = this.#parts.embedder.embedColumn(column);
    const logits = await this.#run(this.#parts.decode, values, position, null);
    this.#held.appendColumn(column);
    return logits;
  }

  async dispose(): Promise<void> {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#held.truncate(0);
    await this.#parts.prefill.release();
    await this.#parts.decode.release();
  }

  /** @param values `[rows * hiddenSize]` of the positions from `past` on. @param routing null in the decode graph. */
  async #run(
    session: OrtSession,
    values: Float32Array,
    past: number,
    routing: RowRouting | null,
  ): Promise<Float32Array> {
    assert(!this.#isDisposed, 'a disposed model is not run');
    const { hiddenSize, headDim, layerCount, keyValueHeadCount } = this.spec;
    const rows = values.length / hiddenSize;
    const half = headDim / 2;
    const rope = this.#ropeTo(past + rows);
    const section = (table: Float32Array) =>
      this.#floats(table.subarray(past * half, (past + rows) * half), [rows, half]);
    const feeds: Record<string, OrtTensor> = {
      [io.embeddings]: this.#floats(values, [1, rows, hiddenSize]),
      [io.ropeCos]: section(rope.cos),
      [io.ropeSin]: section(rope.sin),
      ...(routing === null ? {} : this.#routingFeeds(routing, past)),
    };
    for (let layer = 0; layer < layerCount; layer++) {
      const dims = [past, keyValueHeadCount, headDim];
      feeds[io.pastKey(layer)] = this.#floats(this.#cache.keys[layer]!.view(past), dims);
      feeds[io.pastValue(layer)] = this.#floats(this.#cache.values[layer]!.view(past), dims);
    }
    const results = await session.run(feeds);
    const floats = (name: string) => results[name]!.data as Float32Array;
    for (let layer = 0; layer < layerCount; layer++) {
      this.#cache.keys[layer]!.append(past, floats(io.newKey(layer)));
      this.#cache.values[layer]!.append(past, floats(io.newValue(layer)));
    }
    this.#probe?.(Object.fromEntries(Object.keys(results).map((name) => [name, floats(name)])), past);
    return floats(io.logits);
  }

  #routingFeeds(routing: RowRouting, past: number): Record<string, OrtTensor> {
    const indices = (values: Int32Array) => new this.#parts.ort.Tensor('int32', values, [values.length]);
    const rows = routing.rowOrder.length;
    const mask = new Float32Array(rows * (past + rows));
    for (let row = 0; row < rows; row++) {
      mask.fill(Number.NEGATIVE_INFINITY, row * (past + rows) + past + row + 1, (row + 1) * (past + rows));
    }
    return {
      [io.mask]: this.#floats(mask, [rows, past + rows]),
      ...(this.spec.feedForward.type === 'shared'
        ? {}
        : {
            [io.textRows]: indices(routing.textRows),
            [io.audioRows]: indices(routing.audioRows),
            [io.rowOrder]: indices(routing.rowOrder),
          }),
    };
  }

  #floats(values: Float32Array, dims: readonly number[]): OrtTensor {
    return new this.#parts.ort.Tensor('float32', values, dims);
  }

  #ropeTo(positions: number): RopeTables {
    if (positions * (this.spec.headDim / 2) > this.#rope.cos.length) {
      const rounded = Math.ceil(positions / ROPE_STEP) * ROPE_STEP;
      this.#rope = ropeTables(this.spec, Math.min(rounded, this.spec.maxPositionCount));
    }
    return this.#rope;
  }
}
