import type { GraphTarget } from '../graph/built-graph';
import type { LinearStorage, Precision } from '../package/manifest';
import { bitsOf } from '../package/precision-plan';

/**
 * Number of weights of each part of a model, from which its size and speed on a device are computed before a
 * byte is fetched.
 */
export type ModelWeights = {
  readonly layerCount: number;
  /** Queries and keys are normalised, so that their products are separate. */
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
export const allPlans = ['f16', 'q8', 'mixed', 'q4'] as const satisfies readonly Precision[];
export type Plan = (typeof allPlans)[number];

export function isPlan(precision: Precision): precision is Plan {
  return precision !== 'f32';
}

/** Blocks of a quantised weight, fixed by the package format: as many weights share a scale. */
const BLOCK_LENGTH = 32;

/** Storage of the linear layers that audio uses, and of those that only text uses. */
export function storagesOf(plan: Plan): { readonly audio: LinearStorage; readonly text: LinearStorage } {
  return plan === 'mixed' ? { audio: 'q8', text: 'q4' } : { audio: plan, text: plan };
}

/** Bytes of quantised or plain weights. @param floatBytes of a scale, or of a weight that is not quantised. */
export function linearBytes(weightCount: number, storage: LinearStorage, floatBytes: 2 | 4): number {
  const bits = bitsOf(storage);
  if (bits === null) return weightCount * floatBytes;
  return (weightCount * bits) / 8 + (weightCount / BLOCK_LENGTH) * floatBytes;
}

/** Bytes of the whole package's weights; graphs, tokenizer and manifest are a few megabytes more. */
export function storedBytes(model: ModelWeights, plan: Plan, withCloning: boolean): number {
  const { audio, text } = storagesOf(plan);
  return (
    linearBytes(model.attention + model.audioFeedForward, audio, 2) +
    linearBytes(model.textFeedForward, text, 2) +
    2 * (model.audioHead + model.audioTable + model.textTable + model.codecDecoder) +
    4 * (model.norms + model.codecDecoderFine + (withCloning ? model.codecEncoder : 0))
  );
}

/** Bits of a weight in the files of a checkpoint, its share of scales included. Norms have 16. */
export type SourceBits = {
  readonly linears: number;
  readonly textTable: number;
  readonly audioTables: number;
  readonly codec: number;
};

/** The published checkpoints, beside the codec as it was first released. */
export const originalBits: SourceBits = { linears: 16, textTable: 16, audioTables: 16, codec: 32 };

/** Fetched from the hub. Without cloning the codec's encoder stays there. */
export function fetchedBytes(model: ModelWeights, withCloning: boolean, bits: SourceBits): number {
  const linears = model.attention + model.audioFeedForward + model.textFeedForward;
  const audioTables = model.audioHead + model.audioTable;
  const codec = model.codecDecoder + model.codecDecoderFine + (withCloning ? model.codecEncoder : 0);
  return (
    (linears * bits.linears +
      model.textTable * bits.textTable +
      audioTables * bits.audioTables +
      model.norms * 16 +
      codec * bits.codec) /
    8
  );
}

/** Bytes of the weights that one decode step reads, on a device whose floats have so many bytes. */
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
 * Memory that the model takes while it speaks: weights, cache and the table of audio rows. On WebGPU and in the
 * processor's kernel prompts and steps share their weights; in the processor's runtime each has its own.
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
  const cache = cacheNumberBytes(plan, target) * model.cachePerPosition * CACHE_POSITIONS;
  const onHost = 2 * (model.audioTable || model.audioHead);
  const isTwice = target === 'cpu-f32' || target === 'cpu-quantised';
  return (isTwice ? decode : 0) + all + codec + cache + onHost;
}

/** Bytes of a weight that is not quantised, and of a scale. The kernel keeps both as a package stores them. */
export function floatBytesOf(target: GraphTarget): 2 | 4 {
  return target === 'webgpu-f16' || target === 'cpu-kernel' ? 2 : 4;
}

/** Bytes of a key's or a value's number. The kernel rounds them where weights have blocks; steps and sums are a sixth at heads of 64. */
function cacheNumberBytes(plan: Plan, target: GraphTarget): number {
  if (target === 'cpu-kernel' && plan !== 'f16') return 7 / 6;
  return target === 'webgpu-f16' ? 2 : 4;
}

/** The plan of the weights in memory: graphs of floats turn stored blocks into floats of the target's size. */
export function planOn(precision: Precision, target: GraphTarget): Plan {
  return target === 'cpu-f32' || !isPlan(precision) ? 'f16' : precision;
}
