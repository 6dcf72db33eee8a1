import { unreadWeights } from '../checkpoint/unread-weights';
import { acousticDecoderTensors } from '../importer/codec-tensors';
import { planCodec } from '../importer/plan-codec';
import { planLanguage } from '../importer/plan-language';
import type { PlannedTensor, TensorGroup } from '../importer/planned-tensor';
import { type CodecSpec, frameRateHz, type ModelSpec } from '../model/model-spec';
import { audioEmbedding, audioHead, textEmbedding } from '../package/tensor-names';
import type { ModelWeights } from './model-weights';

/** Counts the weights of a model of this shape from the importer's plan for it. */
export function countWeights({ language, codec }: ModelSpec): ModelWeights {
  const planned = planLanguage(language, unreadWeights, 'q4');
  const ofCodec = planCodec(codec, unreadWeights, 'q4');
  const decoder = ofCodec.filter(({ family }) => family === 'codec-decoder');
  const inGroups = (...groups: TensorGroup[]) => planned.filter(({ group }) => groups.includes(group));
  const named = (wanted: string) => planned.filter(({ name }) => name === wanted);
  return {
    layerCount: language.layerCount,
    queryKeyNorm: language.queryKeyNorm,
    attention: countOf(inGroups('attention')),
    audioFeedForward: countOf(inGroups('audio feed-forward', 'feed-forward')),
    textFeedForward: countOf(inGroups('text feed-forward')),
    audioHead: countOf(named(language.tiedAudioHead ? audioEmbedding : audioHead)),
    audioTable: language.tiedAudioHead ? 0 : countOf(named(audioEmbedding)),
    textTable: countOf(named(textEmbedding)),
    norms: countOf(inGroups('norms')),
    decodeNorms: countOf(inGroups('norms').filter(({ name }) => !/\.text\./.test(name))),
    codecDecoder: countOf(decoder.filter(({ storage }) => storage !== 'f32')),
    codecDecoderFine: countOf(decoder.filter(({ storage }) => storage === 'f32')),
    codecEncoder: countOf(ofCodec.filter(({ family }) => family === 'codec-encoder')),
    cachePerPosition: 2 * language.layerCount * language.keyValueHeadCount * language.headDim,
    codebookCount: language.codebooks.codebookCount,
    frameRateHz: frameRateHz(codec),
    codecProductsPerFrame: codecProducts(codec),
  };
}

function countOf(tensors: readonly PlannedTensor[]): number {
  return tensors.reduce((sum, { rows }) => sum + rows.rowCount * rows.columnCount, 0);
}

/** Multiplications for one frame: each weight counts once for every position where its layer is applied. */
function codecProducts(spec: CodecSpec): number {
  let places = 1;
  let products = spec.codebookCount * spec.latentSize;
  for (const [name, dims] of acousticDecoderTensors(spec)) {
    if (!name.endsWith('.weight')) continue;
    products += places * dims.reduce((product, dim) => product * dim, 1);
    // A transposed convolution is applied at its inputs; layers behind it have `stride` times as many positions.
    if (name.includes('conv_t1')) places *= dims[2]! / 2;
  }
  return products;
}
