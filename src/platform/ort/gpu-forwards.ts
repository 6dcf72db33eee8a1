import { encodeHalves } from '../../core/data/half-float';
import { FailureError } from '../../core/failure';
import { languageIo } from '../../core/graph/graph-io';
import type { LanguageSpec } from '../../core/model/model-spec';
import { type Sentence, say } from '../../core/sentence';
import type { GpuDecode } from '../gpu/decode/gpu-decode';
import type { GpuKeyValueCache } from './gpu-key-value-cache';
import type { GpuMemory } from './gpu-memory';
import type { GraphForwards } from './graph-forwards';
import type { OrtModule, OrtSession, OrtTensor } from './ort-module';
import type { RowRouting } from './prompt-embedder';
import type { PromptWeights } from './prompt-weights';
import { routingFeeds } from './routing-feeds';

/** Graphs in half precision take embeddings in half precision: converting them here costs no dispatch. */
export function takesHalves(session: OrtSession): boolean {
  const embeddings = session.inputMetadata.find(({ name }) => name === languageIo.embeddings);
  return embeddings?.isTensor === true && embeddings.type === 'float16';
}

/** One graph and the weights it reads besides the cache. */
export type GpuGraph = {
  readonly session: OrtSession;
  readonly weights: Readonly<Record<string, OrtTensor>>;
};

/** Sessions, steps and cache belong to the forwards; the weights are shared. */
export type GpuLanguageParts = {
  readonly ort: OrtModule;
  readonly memory: GpuMemory;
  readonly spec: LanguageSpec;
  readonly prefill: GpuGraph;
  readonly decode: GpuGraph;
  /** Weights that only the prefill graph reads. */
  readonly promptWeights: PromptWeights;
  readonly cache: GpuKeyValueCache;
  /** Decode steps by our own kernels; null where there are none for the model's shape. */
  readonly ownDecode: GpuDecode | null;
};

/**
 * From 32 rows on the runtime (1.30) takes another attention kernel, which is wrong on devices with subgroups of 4 and of 8
 * lanes (measured in f32: logits off by a third and by a thirtieth of their range, against a millionth below 32 rows). So a
 * prompt has larger pieces only where `tryManyRows` has found them right. More forwards of a prompt are slow, never wrong.
 */
const FEW_ROWS = 31;
const MANY_ROWS = 128;
/** Rows behind a first large piece that it is tried with: no multiple of what kernels work on at once. */
const MORE_ROWS = 45;

/** Largest difference from the runtime's logits, as a share of the largest of them. */
const TOLERANCE = { float32: 1e-3, float16: 3e-2 } as const;

/**
 * The transformer's forwards on WebGPU: two graphs over one set of weights and one cache that both write in place. Decode
 * steps go through our own kernels, once their first step has given the runtime's logits on this adapter.
 */
export class GpuForwards implements GraphForwards {
  #prefillRows = FEW_ROWS;
  readonly #parts: GpuLanguageParts;
  readonly #takesHalves: boolean;
  #ownDecode: GpuDecode | null;
  #isOwnChecked = false;

  constructor(parts: GpuLanguageParts) {
    this.#parts = parts;
    this.#ownDecode = parts.ownDecode;
    this.#takesHalves = takesHalves(parts.decode.session);
  }

  get prefillRows(): number {
    return this.#prefillRows;
  }

  /** Computes a prompt in large pieces from now on if they give the logits of small ones. Call it before any prompt. */
  async tryManyRows(signal: AbortSignal): Promise<void> {
    const length = MANY_ROWS + MORE_ROWS;
    const { hiddenSize } = this.#parts.spec;
    if (length >= this.#parts.spec.maxPositionCount) return;
    const values = Float32Array.from({ length: length * hiddenSize }, (_, index) => Math.sin(index ** 1.5));
    const logitsIn = async (pieceRows: number) => {
      const found: Float32Array[] = [];
      for (let from = 0; from < length; ) {
        signal.throwIfAborted();
        const limit = from < MANY_ROWS ? MANY_ROWS : length;
        const to = Math.min(limit, from + pieceRows);
        const piece = values.subarray(from * hiddenSize, to * hiddenSize);
        const logits = await this.#runGraph(piece, from, textRows(to - from));
        if (to === limit) found.push(logits.slice());
        from = to;
      }
      return found;
    };
    try {
      await this.reserve(length, 0);
      const [few, many] = [await logitsIn(FEW_ROWS), await logitsIn(MANY_ROWS)];
      if (few.every((logits, index) => this.#agree(many[index]!, logits))) this.#prefillRows = MANY_ROWS;
    } catch (error) {
      // A kernel that cannot run is as good as a wrong one.
      if (signal.aborted || (error instanceof FailureError && error.failure.kind === 'device-lost'))
        throw error;
    }
  }

  /** Drops weights that only prompts need if memory runs out. */
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

  /** Says which kernels decode, in words; null where they are our own. */
  get note(): Sentence | null {
    return this.#ownDecode ? null : say`decode steps by the runtime’s own kernels`;
  }

  async run(values: Float32Array, past: number, routing: RowRouting | null): Promise<Float32Array> {
    const { cache, memory } = this.#parts;
    if (routing || !this.#ownDecode) return this.#runGraph(values, past, routing);
    const step = () => memory.guard(this.#ownDecode!.run(values, past, cache.buffers!));
    if (this.#isOwnChecked) return step();
    // Ours comes first: the row of the cache that stays is the runtime's, whatever ours wrote.
    const found = (await step()).slice();
    const expected = await this.#runGraph(values, past, null);
    this.#isOwnChecked = true;
    if (this.#agree(found, expected)) return found;
    this.#ownDecode.dispose();
    this.#ownDecode = null;
    return expected;
  }

  #agree(found: Float32Array, expected: Float32Array): boolean {
    return differenceOf(found, expected) <= TOLERANCE[this.#takesHalves ? 'float16' : 'float32'];
  }

  async #runGraph(values: Float32Array, past: number, routing: RowRouting | null): Promise<Float32Array> {
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
      [languageIo.lastKeyIndex()]: index(past + rows - 1),
      [languageIo.totalLength()]: index(past + rows),
    };
    const results = await memory.guard(
      graph.session.run(feeds, { ...cache.fetches, [languageIo.logits]: null }),
    );
    return results[languageIo.logits]!.data as Float32Array;
  }

  async dispose(): Promise<void> {
    await this.#parts.prefill.session.release();
    await this.#parts.decode.session.release();
    this.#ownDecode?.dispose();
    this.#parts.cache.dispose();
  }
}

/** @returns the largest difference as a share of the largest logit; infinite where one is no number. */
function differenceOf(found: Float32Array, expected: Float32Array): number {
  let [largest, most] = [0, 0];
  for (let index = 0; index < expected.length; index++) {
    const difference = Math.abs(found[index]! - expected[index]!);
    if (Number.isNaN(difference)) return Number.POSITIVE_INFINITY;
    most = Math.max(most, difference);
    largest = Math.max(largest, Math.abs(expected[index]!));
  }
  return most / largest;
}

function textRows(count: number): RowRouting {
  const rows = Int32Array.from({ length: count }, (_, row) => row);
  return { textRows: rows, audioRows: new Int32Array(0), rowOrder: rows };
}
