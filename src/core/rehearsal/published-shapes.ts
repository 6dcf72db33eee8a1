import type { CodecSpec, LanguageSpec, ModelSpec } from '../model/model-spec';
import { publishedCodecConfig } from '../model/published-codec';

/** Words that name the shapes: in the page's address and in commands. */
export const shapeWords = ['3b', '1b', '4b'] as const;
export type ShapeWord = (typeof shapeWords)[number];

export type PublishedShape = {
  /** Id of the published model; for the 1B, of which no weights are published, one of its own. */
  readonly id: string;
  readonly title: string;
  readonly spec: ModelSpec;
};

const { acoustic_model_config: acoustic, semantic_model_config: semantic } = publishedCodecConfig;

const codec: CodecSpec = {
  sampleRateHz: publishedCodecConfig.sample_rate,
  hopLengthSamples: acoustic.hop_length,
  codebookCount: 8,
  codebookSize: publishedCodecConfig.codebook_size,
  codebookDim: publishedCodecConfig.codebook_dim,
  latentSize: acoustic.hidden_size,
  decoderChannels: acoustic.decoder_hidden_size,
  encoderChannels: acoustic.encoder_hidden_size,
  strides: acoustic.upsampling_ratios,
  semantic: {
    sampleRateHz: publishedCodecConfig.semantic_sample_rate,
    convChannels: semantic.conv_dim,
    convKernels: semantic.conv_kernel,
    convStrides: semantic.conv_stride,
    hiddenSize: semantic.hidden_size,
    layerCount: semantic.num_hidden_layers,
    headCount: semantic.num_attention_heads,
    feedForwardSize: semantic.intermediate_size,
    layerNormEpsilon: semantic.layer_norm_eps,
    positionKernel: semantic.num_conv_pos_embeddings,
    positionGroups: semantic.num_conv_pos_embedding_groups,
    frameStride: 2,
  },
};

const codebooks = {
  codebookCount: codec.codebookCount,
  codebookSize: codec.codebookSize,
  streamBos: codec.codebookSize,
  streamEos: codec.codebookSize + 1,
};

const secondRelease: LanguageSpec = {
  family: 'higgs-audio-v2',
  layerCount: 28,
  hiddenSize: 3072,
  headCount: 24,
  keyValueHeadCount: 8,
  headDim: 128,
  feedForward: { type: 'dual', textSize: 8192, audioSize: 8192 },
  queryKeyNorm: false,
  tiedAudioHead: false,
  vocabularySize: 128_256,
  rmsNormEpsilon: 1e-5,
  rope: {
    theta: 500_000,
    scaling: { factor: 32, lowFrequencyFactor: 1, highFrequencyFactor: 4, originalPositionCount: 8192 },
  },
  maxPositionCount: 131_072,
  codebooks,
  tokenIds: { audioOut: 128_016, audioDelay: 128_016, audioOutBos: 128_013 },
};

/**
 * Shapes of the published checkpoints, without one at hand; a test compares them with the published configs. That of
 * the 1B is a guess, see higgs-audio.md H.1. Source: higgs-audio.md A.3, A.8, H.3.
 */
export const publishedShapes: Readonly<Record<ShapeWord, PublishedShape>> = {
  '3b': { id: 'higgs-audio-v2-3b', title: 'Higgs Audio V2 3B', spec: { language: secondRelease, codec } },
  '1b': {
    id: 'higgs-audio-v2.5-1b',
    title: 'Higgs Audio V2.5 1B',
    spec: {
      language: { ...secondRelease, layerCount: 16, hiddenSize: 2048, headCount: 32, headDim: 64 },
      codec,
    },
  },
  '4b': {
    id: 'higgs-audio-v3-4b',
    title: 'Higgs Audio V3 4B',
    spec: {
      language: {
        ...secondRelease,
        family: 'higgs-audio-v3',
        layerCount: 36,
        hiddenSize: 2560,
        headCount: 32,
        feedForward: { type: 'shared', size: 9728 },
        queryKeyNorm: true,
        tiedAudioHead: true,
        vocabularySize: 151_936,
        rmsNormEpsilon: 1e-6,
        rope: { theta: 1_000_000, scaling: null },
        maxPositionCount: 32_768,
        tokenIds: { audioOut: -100, audioDelay: -100, audioOutBos: 151_670 },
      },
      codec,
    },
  },
};
