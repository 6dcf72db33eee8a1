import { encodeHalves } from '../../core/data/half-float';
import { assert } from '../../core/failure';
import type { WeightBinding } from '../../core/graph/built-graph';
import { languageIo } from '../../core/graph/graph-io';
import type { LanguageSpec } from '../../core/model/model-spec';
import { ropeTables } from '../../core/model/rope';
import type { CacheBuffers } from '../gpu/decode/gpu-decode';
import { elementBytes, type GpuMemory, type GpuTensor } from './gpu-memory';
import type { OrtTensor } from './ort-module';

type LayerBuffers = readonly { readonly key: GpuTensor; readonly value: GpuTensor }[];
type RopeBuffers = readonly (readonly [name: string, table: GpuTensor])[];

/** First length; doubled when full, so that few lengths exist and few kernels are compiled. */
const FIRST_BUCKET = 1024;

/** The smallest bucket that holds `positionCount`, at most the model's limit. */
export function bucketFor(positionCount: number, maxPositionCount: number): number {
  let bucket = FIRST_BUCKET;
  while (bucket < positionCount) bucket *= 2;
  return Math.min(bucket, maxPositionCount);
}

/**
 * The model with no more positions than one layer's keys can have in a buffer of `maxTensorBytes`. A row of
 * the rope tables is never longer than a position's keys.
 */
export function withinBuffers(
  spec: LanguageSpec,
  dtype: 'float32' | 'float16',
  maxTensorBytes: number,
): LanguageSpec {
  const positionBytes = spec.keyValueHeadCount * spec.headDim * elementBytes[dtype];
  return {
    ...spec,
    maxPositionCount: Math.min(spec.maxPositionCount, Math.floor(maxTensorBytes / positionBytes)),
  };
}

/**
 * Keys and values of all layers, `[1, kvHeads, capacity, headDim]` each, written in place by both language
 * graphs, and the rope tables of as many positions. Owns its buffers.
 */
export class GpuKeyValueCache {
  readonly #memory: GpuMemory;
  readonly #spec: LanguageSpec;
  readonly #dtype: 'float32' | 'float16';
  readonly #ropeBindings: readonly WeightBinding[];
  #layers: LayerBuffers = [];
  #ropes: RopeBuffers = [];
  #capacity = 0;
  /** Buffers for our own kernels; a new object whenever there are new buffers. */
  buffers: CacheBuffers | null = null;
  feeds: Readonly<Record<string, OrtTensor>> = {};
  /** The rope tables, which are among the feeds. */
  ropeFeeds: Readonly<Record<string, OrtTensor>> = {};
  fetches: Readonly<Record<string, OrtTensor>> = {};

  /** @param ropeBindings the bindings of the language graphs that are rope tables. */
  constructor(
    memory: GpuMemory,
    spec: LanguageSpec,
    dtype: 'float32' | 'float16',
    ropeBindings: readonly WeightBinding[],
  ) {
    this.#memory = memory;
    this.#spec = spec;
    this.#dtype = dtype;
    this.#ropeBindings = ropeBindings;
  }

  get capacity(): number {
    return this.#capacity;
  }

  /**
   * Makes room; what the first `usedCount` positions hold is kept.
   * @throws FailureError 'out-of-memory'.
   */
  async reserve(positionCount: number, usedCount: number): Promise<void> {
    if (positionCount <= this.#capacity) return;
    const { maxPositionCount } = this.#spec;
    assert(positionCount <= maxPositionCount, 'the model has so many positions');
    const before = { layers: this.#layers, ropes: this.#ropes, capacity: this.#capacity };
    const capacity = bucketFor(positionCount, maxPositionCount);
    const fresh: GpuTensor[] = [];
    try {
      await this.#memory.watched(async () => {
        const create = (name: string) => {
          const { keyValueHeadCount, headDim } = this.#spec;
          const held = this.#memory.create(this.#dtype, [1, keyValueHeadCount, capacity, headDim], name);
          fresh.push(held);
          return held;
        };
        this.#layers = Array.from({ length: this.#spec.layerCount }, (_, index) => ({
          key: create(languageIo.pastKey(index)),
          value: create(languageIo.pastValue(index)),
        }));
        this.#ropes = await this.#createRopes(capacity, fresh);
        if (usedCount > 0) this.#copy(before.layers, before.capacity, capacity, usedCount);
      });
    } catch (error) {
      for (const held of fresh) release(held);
      this.#layers = before.layers;
      this.#ropes = before.ropes;
      throw error;
    }
    this.#capacity = capacity;
    this.#name();
    releaseAll(before.layers, before.ropes);
  }

  dispose(): void {
    releaseAll(this.#layers, this.#ropes);
    this.#layers = [];
    this.#ropes = [];
    this.#capacity = 0;
    this.buffers = null;
    this.feeds = {};
    this.ropeFeeds = {};
    this.fetches = {};
  }

  async #createRopes(capacity: number, fresh: GpuTensor[]): Promise<RopeBuffers> {
    const tables = ropeTables(this.#spec, capacity);
    const ropes: (readonly [string, GpuTensor])[] = [];
    for (const { name, dtype, source } of this.#ropeBindings) {
      const values = source.type === 'rope-cos' ? tables.cos : tables.sin;
      const typed = dtype === 'float16' ? encodeHalves(values) : values;
      const held = this.#memory.create(dtype, [capacity, this.#spec.headDim / 2], name);
      fresh.push(held);
      ropes.push([name, held]);
      await this.#memory.write(held.buffer, new Uint8Array(typed.buffer, typed.byteOffset, typed.byteLength));
    }
    return ropes;
  }

  /** Heads lie one behind the other, so each is copied by itself. */
  #copy(from: LayerBuffers, oldCapacity: number, newCapacity: number, usedCount: number): void {
    const { keyValueHeadCount, headDim } = this.#spec;
    const rowBytes = headDim * elementBytes[this.#dtype];
    const encoder = this.#memory.device.createCommandEncoder();
    from.forEach((old, index) => {
      const next = this.#layers[index]!;
      for (const part of ['key', 'value'] as const) {
        for (let head = 0; head < keyValueHeadCount; head++) {
          encoder.copyBufferToBuffer(
            old[part].buffer,
            head * oldCapacity * rowBytes,
            next[part].buffer,
            head * newCapacity * rowBytes,
            usedCount * rowBytes,
          );
        }
      }
    });
    this.#memory.device.queue.submit([encoder.finish()]);
  }

  #name(): void {
    const feeds: Record<string, OrtTensor> = {};
    const fetches: Record<string, OrtTensor> = {};
    this.#layers.forEach(({ key, value }, index) => {
      feeds[languageIo.pastKey(index)] = key.tensor;
      feeds[languageIo.pastValue(index)] = value.tensor;
      fetches[languageIo.presentKey(index)] = key.tensor;
      fetches[languageIo.presentValue(index)] = value.tensor;
    });
    this.ropeFeeds = Object.fromEntries(this.#ropes.map(([name, { tensor }]) => [name, tensor]));
    const rope = (source: 'rope-cos' | 'rope-sin') => {
      const place = this.#ropeBindings.findIndex((binding) => binding.source.type === source);
      return this.#ropes[place]![1].buffer;
    };
    this.buffers = {
      capacity: this.#capacity,
      layers: this.#layers.map(({ key, value }) => ({ keys: key.buffer, values: value.buffer })),
      cosines: rope('rope-cos'),
      sines: rope('rope-sin'),
    };
    this.feeds = { ...feeds, ...this.ropeFeeds };
    this.fetches = fetches;
  }
}

function release({ buffer, tensor }: GpuTensor): void {
  tensor.dispose();
  buffer.destroy();
}

function releaseAll(layers: LayerBuffers, ropes: RopeBuffers): void {
  for (const { key, value } of layers) {
    release(key);
    release(value);
  }
  for (const [, held] of ropes) release(held);
}
