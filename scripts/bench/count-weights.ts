import type { ModelWeights } from '../../src/core/device/model-weights';
import { acousticDecoderTensors } from '../../src/core/importer/codec-tensors';
import { planCodec } from '../../src/core/importer/plan-codec';
import { planLanguage } from '../../src/core/importer/plan-language';
import { unread } from '../../src/core/importer/plan-sizes';
import type { PlannedTensor, TensorGroup } from '../../src/core/importer/planned-tensor';
import { type CodecSpec, frameRateHz, type ModelSpec } from '../../src/core/model/model-spec';
import { audioEmbedding, audioHead, textEmbedding } from '../../src/core/store/tensor-names';

/** What a model of this shape is made of, counted from what the importer plans for it. */
export function countWeights({ language, codec }: ModelSpec): ModelWeights {
  const planned = planLanguage(language, unread, 'q4');
  const ofCodec = planCodec(codec, unread, 'q4');
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

/** Multiplications for one frame: every weight once for each place where its layer is applied. */
function codecProducts(spec: CodecSpec): number {
  let places = 1;
  let products = spec.codebookCount * spec.latentSize;
  for (const [name, dims] of acousticDecoderTensors(spec)) {
    if (!name.endsWith('.weight')) continue;
    products += places * dims.reduce((product, dim) => product * dim, 1);
    // The places of a transposed convolution are its inputs; what follows it has `stride` times as many.
    if (name.includes('conv_t1')) places *= dims[2]! / 2;
  }
  return products;
}
