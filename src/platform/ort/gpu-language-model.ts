import { encodeHalves } from '../../core/checkpoint/half-float';
import { FailureError } from '../../core/failure';
import { CachedPrompt } from '../../core/generation/cached-prompt';
import type { LanguageModel } from '../../core/generation/language-model';
import { requireRoomToSpeak } from '../../core/generation/prompt-room';
import { languageIo } from '../../core/graph/graph-io';
import type { LanguageSpec } from '../../core/model/model-spec';
import type { Prompt } from '../../core/prompt/prompt';
import type { GpuKeyValueCache } from './gpu-key-value-cache';
import type { GpuMemory } from './gpu-memory';
import type { OrtModule, OrtSession, OrtTensor } from './ort-module';
import { type PromptEmbedder, routeRows } from './prompt-embedder';
import type { PromptWeights } from './prompt-weights';

/**
 * Rows of one forward. From 32 rows on the runtime (1.30) takes another attention kernel, which is wrong on devices with
 * subgroups of 4 and of 8 lanes (measured in f32: logits off by a third and by a thirtieth of their range, against a
 * millionth below 32 rows), and which nobody has compared on others. A long prompt costs more forwards, never wrong ones.
 */
const PREFILL_ROWS = 31;

/** Graphs in half precision take embeddings in half precision: converting them here costs no dispatch. */
function takesHalves(session: OrtSession): boolean {
  const embeddings = session.inputMetadata.find(({ name }) => name === languageIo.embeddings);
  return embeddings?.isTensor === true && embeddings.type === 'float16';
}

/** One graph and the weights it reads besides the cache. */
export type GpuGraph = {
  readonly session: OrtSession;
  readonly weights: Readonly<Record<string, OrtTensor>>;
};

/** What the model is made of; it owns sessions and cache, and shares the weights. */
export type GpuLanguageParts = {
  readonly ort: OrtModule;
  readonly memory: GpuMemory;
  readonly spec: LanguageSpec;
  readonly prefill: GpuGraph;
  readonly decode: GpuGraph;
  /** What the prefill graph reads besides. */
  readonly promptWeights: PromptWeights;
  readonly cache: GpuKeyValueCache;
  readonly embedder: PromptEmbedder;
};

/** The transformer on WebGPU: two graphs over one set of weights and one cache that both write in place. */
export class GpuLanguageModel implements LanguageModel {
  readonly spec: LanguageSpec;
  readonly #parts: GpuLanguageParts;
  readonly #held: CachedPrompt;
  readonly #takesHalves: boolean;
  #reused = 0;
  #isDisposed = false;

  constructor(parts: GpuLanguageParts) {
    this.spec = parts.spec;
    this.#parts = parts;
    this.#held = new CachedPrompt(parts.spec.codebooks.codebookCount);
    this.#takesHalves = takesHalves(parts.decode.session);
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
    await this.#reserve(length + 1, shared);
    this.#held.truncate(shared);
    this.#reused = shared;
    const { promptWeights, embedder, prefill } = this.#parts;
    let logits: Float32Array = new Float32Array(0);
    try {
      await promptWeights.restore(signal);
      for (let from = shared; from < length; from += PREFILL_ROWS) {
        signal.throwIfAborted();
        const to = Math.min(length, from + PREFILL_ROWS);
        const values = await embedder.embed(prompt, from, to, signal);
        const extra = { ...promptWeights.feeds, ...this.#routingFeeds(prompt, from, to) };
        logits = await this.#run(prefill, values, to, extra);
        this.#held.appendPrompt(prompt, to);
      }
    } finally {
      promptWeights.promptEnded();
    }
    return logits;
  }

  async step(column: Int32Array, signal: AbortSignal): Promise<Float32Array> {
    signal.throwIfAborted();
    const total = this.#held.length + 1;
    await this.#reserve(total, this.#held.length);
    const values = this.#parts.embedder.embedColumn(column);
    const logits = await this.#run(this.#parts.decode, values, total, {});
    this.#held.appendColumn(column);
    return logits;
  }

  async dispose(): Promise<void> {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#held.truncate(0);
    await this.#parts.prefill.session.release();
    await this.#parts.decode.session.release();
    this.#parts.cache.dispose();
  }

  /** Room in the cache: when memory has run out, at the cost of what only prompts need. */
  async #reserve(positionCount: number, usedCount: number): Promise<void> {
    const { cache, promptWeights } = this.#parts;
    try {
      await cache.reserve(positionCount, usedCount);
    } catch (error) {
      const isFull = error instanceof FailureError && error.failure.kind === 'out-of-memory';
      if (!isFull || !promptWeights.giveWay()) throw error;
      await cache.reserve(positionCount, usedCount);
    }
  }

  /** @param values `[rows * hiddenSize]`, the rows up to position `total`. */
  async #run(
    graph: GpuGraph,
    values: Float32Array,
    total: number,
    extra: Record<string, OrtTensor>,
  ): Promise<Float32Array> {
    const { ort, memory, cache } = this.#parts;
    const { hiddenSize } = this.spec;
    const dims = [1, values.length / hiddenSize, hiddenSize];
    const feeds = {
      ...graph.weights,
      ...cache.feeds,
      ...extra,
      [languageIo.embeddings]: this.#takesHalves
        ? new ort.Tensor('float16', encodeHalves(values), dims)
        : new ort.Tensor('float32', values, dims),
      [languageIo.lastKeyIndex]: this.#indices(Int32Array.of(total - 1)),
      [languageIo.totalLength]: this.#indices(Int32Array.of(total)),
    };
    const results = await memory.guard(
      graph.session.run(feeds, { ...cache.fetches, [languageIo.logits]: null }),
    );
    return results[languageIo.logits]!.data as Float32Array;
  }

  /** Nothing where all rows take the same path. */
  #routingFeeds(prompt: Prompt, from: number, to: number): Record<string, OrtTensor> {
    if (this.spec.feedForward.type === 'shared') return {};
    const { textRows, audioRows, rowOrder } = routeRows(prompt, from, to);
    return {
      [languageIo.textRows]: this.#indices(textRows),
      [languageIo.audioRows]: this.#indices(audioRows),
      [languageIo.rowOrder]: this.#indices(rowOrder),
    };
  }

  #indices(values: Int32Array): OrtTensor {
    return new this.#parts.ort.Tensor('int32', values, [values.length]);
  }
}
