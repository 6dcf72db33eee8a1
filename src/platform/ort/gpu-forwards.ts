import { encodeHalves } from '../../core/checkpoint/half-float';
import { FailureError } from '../../core/failure';
import { languageIo } from '../../core/graph/graph-io';
import type { LanguageSpec } from '../../core/model/model-spec';
import type { LanguageForwards } from './cached-language-model';
import type { GpuKeyValueCache } from './gpu-key-value-cache';
import type { GpuMemory } from './gpu-memory';
import type { OrtModule, OrtSession, OrtTensor } from './ort-module';
import type { RowRouting } from './prompt-embedder';
import type { PromptWeights } from './prompt-weights';
import { routingFeeds } from './routing-feeds';

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

/** Sessions and cache belong to the forwards; the weights are shared. */
export type GpuLanguageParts = {
  readonly ort: OrtModule;
  readonly memory: GpuMemory;
  readonly spec: LanguageSpec;
  readonly prefill: GpuGraph;
  readonly decode: GpuGraph;
  /** What the prefill graph reads besides. */
  readonly promptWeights: PromptWeights;
  readonly cache: GpuKeyValueCache;
};

/** The transformer's forwards on WebGPU: two graphs over one set of weights and one cache that both write in place. */
export class GpuForwards implements LanguageForwards {
  /**
   * From 32 rows on the runtime (1.30) takes another attention kernel, which is wrong on devices with subgroups of 4 and of 8
   * lanes (measured in f32: logits off by a third and by a thirtieth of their range, against a millionth below 32 rows), and
   * which nobody has compared on others. A long prompt costs more forwards, never wrong ones.
   */
  readonly prefillRows = 31;
  readonly #parts: GpuLanguageParts;
  readonly #takesHalves: boolean;

  constructor(parts: GpuLanguageParts) {
    this.#parts = parts;
    this.#takesHalves = takesHalves(parts.decode.session);
  }

  /** When memory has run out, room is made at the cost of what only prompts need. */
  async reserve(positionCount: number, usedCount: number): Promise<void> {
    const { cache, promptWeights } = this.#parts;
    try {
      await cache.reserve(positionCount, usedCount);
    } catch (error) {
      const isFull = error instanceof FailureError && error.failure.kind === 'out-of-memory';
      if (!isFull || !promptWeights.giveWay()) throw error;
      await cache.reserve(positionCount, usedCount);
    }
  }

  beginPrompt(signal: AbortSignal): Promise<void> {
    return this.#parts.promptWeights.restore(signal);
  }

  endPrompt(): void {
    this.#parts.promptWeights.promptEnded();
  }

  async run(values: Float32Array, past: number, routing: RowRouting | null): Promise<Float32Array> {
    const { ort, memory, cache, spec, prefill, decode, promptWeights } = this.#parts;
    const graph = routing ? prefill : decode;
    const rows = values.length / spec.hiddenSize;
    const dims = [1, rows, spec.hiddenSize];
    const index = (value: number) => new ort.Tensor('int32', Int32Array.of(value), [1]);
    const feeds = {
      ...graph.weights,
      ...cache.feeds,
      ...(routing && { ...promptWeights.feeds, ...routingFeeds(ort, spec, routing) }),
      [languageIo.embeddings]: this.#takesHalves
        ? new ort.Tensor('float16', encodeHalves(values), dims)
        : new ort.Tensor('float32', values, dims),
      [languageIo.lastKeyIndex]: index(past + rows - 1),
      [languageIo.totalLength]: index(past + rows),
    };
    const results = await memory.guard(
      graph.session.run(feeds, { ...cache.fetches, [languageIo.logits]: null }),
    );
    return results[languageIo.logits]!.data as Float32Array;
  }

  async dispose(): Promise<void> {
    await this.#parts.prefill.session.release();
    await this.#parts.decode.session.release();
    this.#parts.cache.dispose();
  }
}
