import type { ToyOptions } from '../toy-model';
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

/** How the published files of each are laid out. */
export const publishedForms = {
  '3b': { layout: 'hugging-face', vocabularySize: 128_256, shardCount: 4 },
  '1b': { layout: 'hugging-face', vocabularySize: 128_256, shardCount: 4 },
  '4b': { layout: 'third-release', vocabularySize: 151_936, shardCount: 1 },
} as const satisfies Record<PublishedShape, Pick<ToyOptions, 'layout' | 'vocabularySize' | 'shardCount'>>;
