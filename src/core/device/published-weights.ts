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
 * What the published models are made of, by the id of `publishedModels`: written down, because a page cannot look into a
 * checkpoint before it fetches it. A test counts them again from the published configs.
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
