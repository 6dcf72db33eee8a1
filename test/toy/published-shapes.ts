import {
  FIRST_RELEASE,
  GGUF_AUDIO_CPP,
  GGUF_STUDIO,
  type HubFilling,
  MLX_SECOND,
  MLX_SECOND_6,
  MLX_THIRD,
  MODERN,
  THIRD_RELEASE,
} from './toy-hub';
import type { ToyShape } from './toy-shape';

/** Shape of the published codec. Source: higgs-audio.md A.7, A.8. */
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

const second: ToyShape = {
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
};

const third: ToyShape = {
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
};

/**
 * Shapes of full size, and of what MLX's converter and writers of GGUF files make of them; that of `1b`, for V2.5, is a guess.
 * Source: higgs-audio.md A.3, H.1, H.3.
 */
export const publishedShapes = {
  '3b': second,
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
  '4b': third,
  '3b-mlx8': second,
  '3b-mlx6': second,
  '4b-mlx6': third,
  '4b-gguf-q8_0': third,
  '4b-gguf-q6_k': third,
} as const satisfies Record<string, ToyShape>;

export type PublishedShape = keyof typeof publishedShapes;

export const isPublishedShape = (word: string): word is PublishedShape => word in publishedShapes;

/** Weight files are cut before the tensor that would make one longer. Source: higgs-audio.md A.2. */
const fiveGigabytes = { maxBytes: 5e9 };
/** MLX's converter cuts later. Source: mlx-audio, mlx_audio/utils.py. */
const fiveGibibytes = { maxBytes: 5 * 2 ** 30 };

/**
 * The published files of each: the name that they are asked for by, and how they are laid out. No weights of the shape of
 * V2.5 are published: it stands in the place of V2's newer files, whose layout it is expected to have.
 */
export const publishedForms = {
  '3b': { name: FIRST_RELEASE, vocabularySize: 128_256, sharding: fiveGigabytes },
  '1b': { name: MODERN, vocabularySize: 128_256, sharding: { count: 1 } },
  '4b': { name: THIRD_RELEASE, vocabularySize: 151_936, sharding: { count: 1 } },
  '3b-mlx8': { name: MLX_SECOND, vocabularySize: 128_256, sharding: fiveGibibytes },
  '3b-mlx6': { name: MLX_SECOND_6, vocabularySize: 128_256, sharding: fiveGibibytes },
  '4b-gguf-q8_0': { name: GGUF_AUDIO_CPP, vocabularySize: 151_936 },
  '4b-gguf-q6_k': { name: GGUF_STUDIO, vocabularySize: 151_936 },
  '4b-mlx6': { name: MLX_THIRD, vocabularySize: 151_936, sharding: fiveGibibytes },
} as const satisfies Record<PublishedShape, HubFilling & { readonly name: string }>;
