import type { CheckpointWeights } from '../checkpoint/checkpoint-weights';
import { matrixShape } from '../checkpoint/weight-rows';
import { assert } from '../failure';
import type { ModelSpec } from '../model/model-spec';
import type { Precision } from '../store/manifest';
import { PRECISIONS } from '../store/precision-plan';
import {
  attentionInputs,
  audioHeadOf,
  audioPath,
  feedForwardPaths,
  finalNorm,
  layer,
} from '../store/tensor-names';
import { planCodec } from './plan-codec';
import { planLanguage } from './plan-language';
import type { PlannedTensor, ShardFamily } from './planned-tensor';
import { plannedByteLength } from './write-tensor';

/** What a plan will weigh; known from the spec alone, before anything is downloaded. */
export type PlanSize = {
  readonly precision: Precision;
  /** Weights of the whole package. Graphs, tokenizer and manifest are a few megabytes more. */
  readonly packageBytes: number;
  /** Weights that must stand in the device's memory to speak: no tables of rows, no encoder. */
  readonly residentBytes: number;
  /** Of them, what only the prompt needs: the feed-forward of text. */
  readonly promptOnlyBytes: number;
  /** Weights that every decode step reads. Divided by a device's bandwidth, the least time that a step takes. */
  readonly decodeBytes: number;
};

/**
 * Every plan's figures. What the codec keeps in f16 is decided by its values; here all of that is taken to be f16.
 */
export function planSizes(spec: ModelSpec, withCloning = true): readonly PlanSize[] {
  return PRECISIONS.map((precision) => planSize(spec, precision, withCloning));
}

function planSize(spec: ModelSpec, precision: Precision, withCloning: boolean): PlanSize {
  const language = planLanguage(spec.language, unread, precision);
  const codec = planCodec(spec.codec, unread, precision, withCloning);
  const ofFamily = (family: ShardFamily) => codec.filter((tensor) => tensor.family === family);
  const decode = decodeTensors(spec);
  const ofText = language.filter(({ group }) => group === 'text feed-forward');
  const networks = language.filter(({ name, family }) => family === 'language' && !isRowTable(name, decode));
  return {
    precision,
    packageBytes: byteLength([...language, ...codec]),
    residentBytes: byteLength([...networks, ...ofFamily('codec-decoder')]),
    promptOnlyBytes: byteLength(ofText),
    decodeBytes: byteLength(language.filter(({ name }) => decode.has(name))),
  };
}

/** The audio table is read row by row, unless it is the head too. */
function isRowTable(name: string, decode: ReadonlySet<string>): boolean {
  return name.endsWith('_embedding') && !decode.has(name);
}

/** The tensors that a decode step multiplies with. */
function decodeTensors({ language }: ModelSpec): ReadonlySet<string> {
  const path = audioPath(language);
  assert(feedForwardPaths(language).includes(path), 'audio rows have a feed-forward');
  const names = Array.from({ length: language.layerCount }, (_, index) => {
    const at = layer(index);
    const norms = [at.attentionNorm(path), at.feedForwardNorm(path), at.queryNorm, at.keyNorm];
    const inputs = attentionInputs(language, index).map(({ name }) => name);
    return [...norms, ...inputs, at.output, at.gate(path), at.up(path), at.down(path)];
  });
  return new Set([...names.flat(), finalNorm, audioHeadOf(language)]);
}

function byteLength(tensors: readonly PlannedTensor[]): number {
  return tensors.reduce((sum, tensor) => sum + plannedByteLength(tensor), 0);
}

/** Weights of which nothing but the shape is known. */
export const unread: CheckpointWeights = {
  weight: (_, dims) => ({
    dims,
    ...matrixShape(dims),
    read: () => Promise.reject(new Error('planning reads no weight')),
  }),
};
