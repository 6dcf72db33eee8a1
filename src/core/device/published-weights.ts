import type { ModelWeights } from './model-weights';

/** The codec that all published models share. */
const codec = {
  codecDecoder: 22_319_328,
  codecDecoderFine: 16_193,
  codecEncoder: 163_063_616,
  frameRateHz: 25,
  codecProductsPerFrame: 271_798_272,
};

/**
 * Weights of the published models, by the id of `publishedModels`, and of the shape of V2.5, of which no weights are
 * published; listed here because a page cannot look into a checkpoint before it fetches it. A test counts them again.
 */
export const publishedWeights: Readonly<Record<string, ModelWeights>> = {
  'higgs-audio-v2-3b': {
    ...codec,
    layerCount: 28,
    queryKeyNorm: false,
    attention: 704_643_072,
    audioFeedForward: 2_113_929_216,
    textFeedForward: 2_113_929_216,
    audioHead: 25_214_976,
    audioTable: 25_214_976,
    textTable: 394_002_432,
    norms: 347_136,
    decodeNorms: 175_104,
    cachePerPosition: 57_344,
    codebookCount: 8,
  },
  'higgs-audio-v2.5-1b': {
    ...codec,
    layerCount: 16,
    queryKeyNorm: false,
    attention: 167_772_160,
    audioFeedForward: 805_306_368,
    textFeedForward: 805_306_368,
    audioHead: 16_809_984,
    audioTable: 16_809_984,
    textTable: 262_668_288,
    norms: 133_120,
    decodeNorms: 67_584,
    cachePerPosition: 16_384,
    codebookCount: 8,
  },
  'higgs-audio-v3-4b': {
    ...codec,
    layerCount: 36,
    queryKeyNorm: true,
    attention: 943_718_400,
    audioFeedForward: 2_689_597_440,
    textFeedForward: 0,
    audioHead: 21_012_480,
    audioTable: 0,
    textTable: 388_956_160,
    norms: 196_096,
    decodeNorms: 196_096,
    cachePerPosition: 73_728,
    codebookCount: 8,
  },
};
