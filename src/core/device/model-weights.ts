import type { GraphTarget } from '../graph/built-graph';
import type { LinearStorage, Precision } from '../store/manifest';
import { bitsOf } from '../store/precision-plan';

/**
 * How many weights a model has, part by part: all that its size and its speed on a device follow from, so that both
 * are known before a byte is fetched.
 */
export type ModelWeights = {
  readonly layerCount: number;
  /** Queries and keys are normalised, so that their products stand apart. */
  readonly queryKeyNorm: boolean;
  /** Products in front of and behind attention. */
  readonly attention: number;
  /** The feed-forward that rows of audio take. */
  readonly audioFeedForward: number;
  /** The one that only text takes; 0 where there is one for all. */
  readonly textFeedForward: number;
  readonly audioHead: number;
  /** The table of audio rows; 0 where the head is the table. */
  readonly audioTable: number;
  readonly textTable: number;
  readonly norms: number;
  /** Norms that a decode step needs. */
  readonly decodeNorms: number;
  /** Stored in 16 bits. */
  readonly codecDecoder: number;
  /** Snakes and biases, in 32 bits. */
  readonly codecDecoderFine: number;
  readonly codecEncoder: number;
  /** Numbers of keys and values that one position takes in the cache. */
  readonly cachePerPosition: number;
  readonly codebookCount: number;
  readonly frameRateHz: number;
  /** Multiplications that the codec's decoder takes for one frame. */
  readonly codecProductsPerFrame: number;
};

/** Precisions that a published checkpoint can be stored in, the best first. */
export const PLANS = ['f16', 'q8', 'mixed', 'q4'] as const satisfies readonly Precision[];
export type Plan = (typeof PLANS)[number];

export function isPlan(precision: Precision): precision is Plan {
  return precision !== 'f32';
}

/** Blocks of a quantised weight, fixed by the package format: as many weights share a scale. */
const BLOCK_LENGTH = 32;

/** How a plan stores what audio multiplies with, and what only text does. */
export function storagesOf(plan: Plan): { readonly audio: LinearStorage; readonly text: LinearStorage } {
  return plan === 'mixed' ? { audio: 'q8', text: 'q4' } : { audio: plan, text: plan };
}

/** Bytes of quantised or plain weights. @param floatBytes of a scale, or of a weight that is not quantised. */
export function linearBytes(weightCount: number, storage: LinearStorage, floatBytes: 2 | 4): number {
  const bits = bitsOf(storage);
  if (bits === null) return weightCount * floatBytes;
  return (weightCount * bits) / 8 + (weightCount / BLOCK_LENGTH) * floatBytes;
}

/** Of the whole package; graphs, tokenizer and manifest are a few megabytes more. */
export function storedBytes(model: ModelWeights, plan: Plan, withCloning: boolean): number {
  const { audio, text } = storagesOf(plan);
  return (
    linearBytes(model.attention + model.audioFeedForward, audio, 2) +
    linearBytes(model.textFeedForward, text, 2) +
    2 * (model.audioHead + model.audioTable + model.textTable + model.codecDecoder) +
    4 * (model.norms + model.codecDecoderFine + (withCloning ? model.codecEncoder : 0))
  );
}

/**
 * Fetched from the hub, where the language model has 16 bits and the codec 32. Without cloning the codec's encoder
 * stays there.
 */
export function fetchedBytes(model: ModelWeights, withCloning: boolean): number {
  const language =
    model.attention +
    model.audioFeedForward +
    model.textFeedForward +
    model.audioHead +
    model.audioTable +
    model.textTable +
    model.norms;
  const decoder = model.codecDecoder + model.codecDecoderFine;
  return 2 * language + 4 * (decoder + (withCloning ? model.codecEncoder : 0));
}

/** What one decode step multiplies with, on a device whose floats have so many bytes. */
export function stepBytes(
  model: ModelWeights,
  plan: Plan,
  floatBytes: 2 | 4,
): { readonly linears: number; readonly floats: number } {
  return {
    linears: linearBytes(model.attention + model.audioFeedForward, storagesOf(plan).audio, floatBytes),
    floats: floatBytes * (model.audioHead + model.decodeNorms),
  };
}

/** Positions that a prompt and its speech take together, for the cache: the first length that it is made in. */
const CACHE_POSITIONS = 1024;

/**
 * Memory that the model stands in while it speaks: weights, cache and the table of audio rows. On WebGPU both
 * language graphs share their weights; on the processor each has its own.
 */
export function memoryBytes(model: ModelWeights, plan: Plan, target: GraphTarget): number {
  const floatBytes = floatBytesOf(target);
  const { audio, text } = storagesOf(plan);
  const step = stepBytes(model, plan, floatBytes);
  const decode = step.linears + step.floats;
  const all =
    linearBytes(model.attention + model.audioFeedForward, audio, floatBytes) +
    linearBytes(model.textFeedForward, text, floatBytes) +
    floatBytes * (model.audioHead + model.norms);
  const codec = 4 * (model.codecDecoder + model.codecDecoderFine);
  const cache = floatBytes * model.cachePerPosition * CACHE_POSITIONS;
  const onHost = 2 * (model.audioTable || model.audioHead);
  return (target.startsWith('cpu') ? decode : 0) + all + codec + cache + onHost;
}

export function floatBytesOf(target: GraphTarget): 2 | 4 {
  return target === 'webgpu-f16' ? 2 : 4;
}
