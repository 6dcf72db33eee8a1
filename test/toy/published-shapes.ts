import { FIRST_RELEASE, type HubFilling, MODERN, THIRD_RELEASE } from './toy-hub';
import type { ToyShape } from './toy-shape';

/** The published codec's. Source: higgs-audio.md A.7, A.8. */
const codec: ToyShape['codec'] = {
  sampleRateHz: 24_000,
  codebookDim: 64,
  latentSize: 256,
  decoderChannels: 1024,
  encoderChannels: 64,
  strides: [8, 5, 4, 2, 3],
  semantic: {
    convChannels: 512,
    hiddenSize: 768,
    layerCount: 12,
    headCount: 12,
    feedForwardSize: 3072,
    positionKernel: 128,
    positionGroups: 16,
  },
};

/** Shapes of full size. Source: higgs-audio.md A.3, H.1, H.3. */
export const publishedShapes = {
  '3b': {
    language: {
      layerCount: 28,
      hiddenSize: 3072,
      headCount: 24,
      keyValueHeadCount: 8,
      headDim: 128,
      feedForwardSize: 8192,
      maxPositionCount: 131_072,
    },
    codebookCount: 8,
    codebookSize: 1024,
    codec,
  },
  '1b': {
    language: {
      layerCount: 16,
      hiddenSize: 2048,
      headCount: 32,
      keyValueHeadCount: 8,
      headDim: 64,
      feedForwardSize: 8192,
      maxPositionCount: 131_072,
    },
    codebookCount: 8,
    codebookSize: 1024,
    codec,
  },
  '4b': {
    language: {
      layerCount: 36,
      hiddenSize: 2560,
      headCount: 32,
      keyValueHeadCount: 8,
      headDim: 128,
      feedForwardSize: 9728,
      maxPositionCount: 32_768,
    },
    codebookCount: 8,
    codebookSize: 1024,
    codec,
  },
} as const satisfies Record<string, ToyShape>;

export type PublishedShape = keyof typeof publishedShapes;

export const isPublishedShape = (word: string): word is PublishedShape => word in publishedShapes;

/** Weight files are cut before the tensor that would make one longer. Source: higgs-audio.md A.2. */
const fiveGigabytes = { maxBytes: 5e9 };

/**
 * The published files of each: the name that they are asked for by, and how they are laid out. No weights of the shape of
 * V2.5 are published: it stands in the place of V2's newer files, whose layout it is expected to have.
 */
export const publishedForms = {
  '3b': { name: FIRST_RELEASE, vocabularySize: 128_256, sharding: fiveGigabytes },
  '1b': { name: MODERN, vocabularySize: 128_256, sharding: { count: 1 } },
  '4b': { name: THIRD_RELEASE, vocabularySize: 151_936, sharding: { count: 1 } },
} as const satisfies Record<PublishedShape, HubFilling & { readonly name: string }>;
