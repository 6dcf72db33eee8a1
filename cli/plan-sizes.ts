import { unreadWeights } from '../src/core/checkpoint/unread-weights';
import { assert } from '../src/core/failure';
import { planCodec } from '../src/core/importer/plan-codec';
import { planLanguage } from '../src/core/importer/plan-language';
import type { PlannedTensor, ShardFamily } from '../src/core/importer/planned-tensor';
import { plannedByteLength } from '../src/core/importer/write-tensor';
import type { ModelSpec } from '../src/core/model/model-spec';
import type { Precision } from '../src/core/package/manifest';
import { precisions } from '../src/core/package/precision-plan';
import {
  attentionInputs,
  audioHeadOf,
  audioPath,
  feedForwardPaths,
  finalNorm,
  layer,
} from '../src/core/package/tensor-names';

/** Sizes of a plan, from the spec alone, before anything is downloaded. */
export type PlanSize = {
  readonly precision: Precision;
  /** Weights of the whole package. Graphs, tokenizer and manifest are a few megabytes more. */
  readonly packageBytes: number;
  /** Weights that must be in the device's memory to speak: no tables of rows, no encoder. */
  readonly residentBytes: number;
  /** Bytes that only the prompt needs: the feed-forward of text. */
  readonly promptOnlyBytes: number;
  /** Weights that every decode step reads. Divided by a device's bandwidth, the least time that a step takes. */
  readonly decodeBytes: number;
};

/**
 * Every plan's figures. What the codec keeps in f16 is decided by its values; here all of that is taken to be f16.
 */
export function planSizes(spec: ModelSpec, withCloning = true): readonly PlanSize[] {
  return precisions.map((precision) => planSize(spec, precision, withCloning));
}

function planSize(spec: ModelSpec, precision: Precision, withCloning: boolean): PlanSize {
  const language = planLanguage(spec.language, unreadWeights, precision);
  const codec = planCodec(spec.codec, unreadWeights, precision, withCloning);
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
