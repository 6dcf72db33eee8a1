import type { CodecSpec, LanguageSpec } from '../../src/core/model/model-spec';

/** The numbers of a toy model; whatever is not here follows from the tokenizer or the architecture. */
export type ToyShape = {
  readonly language: Pick<
    LanguageSpec,
    'layerCount' | 'hiddenSize' | 'headCount' | 'keyValueHeadCount' | 'headDim' | 'maxPositionCount'
  > & { readonly feedForwardSize: number };
  readonly codebookCount: number;
  readonly codebookSize: number;
  readonly codec: Pick<
    CodecSpec,
    'sampleRateHz' | 'codebookDim' | 'latentSize' | 'decoderChannels' | 'encoderChannels' | 'strides'
  > & {
    readonly semantic: {
      readonly convChannels: number;
      readonly hiddenSize: number;
      readonly layerCount: number;
      readonly headCount: number;
      readonly feedForwardSize: number;
      readonly positionKernel: number;
      readonly positionGroups: number;
    };
  };
};

/** HuBERT's own front end: 320 samples a vector at 16 kHz. */
export const hubertKernels = [10, 3, 3, 3, 3, 2, 2] as const;
export const hubertStrides = [5, 2, 2, 2, 2, 2, 2] as const;

/** Small enough for a test of any kind, with head sizes that do not add up to the hidden size. */
export const toyShape: ToyShape = {
  language: {
    layerCount: 2,
    hiddenSize: 128,
    headCount: 4,
    keyValueHeadCount: 2,
    headDim: 32,
    feedForwardSize: 256,
    maxPositionCount: 2048,
  },
  codebookCount: 8,
  codebookSize: 256,
  codec: {
    sampleRateHz: 24_000,
    codebookDim: 16,
    latentSize: 32,
    decoderChannels: 64,
    encoderChannels: 2,
    strides: [8, 5, 4, 2, 3],
    semantic: {
      convChannels: 16,
      hiddenSize: 32,
      layerCount: 1,
      headCount: 2,
      feedForwardSize: 64,
      positionKernel: 16,
      positionGroups: 4,
    },
  },
};

/** For tests that import dozens of times; rows that end inside a quantised block are part of it. */
export const tiniestShape: ToyShape = {
  language: {
    layerCount: 2,
    hiddenSize: 64,
    headCount: 2,
    keyValueHeadCount: 1,
    headDim: 16,
    feedForwardSize: 80,
    maxPositionCount: 512,
  },
  codebookCount: 8,
  codebookSize: 32,
  codec: {
    sampleRateHz: 24_000,
    codebookDim: 4,
    latentSize: 8,
    decoderChannels: 32,
    encoderChannels: 1,
    strides: [8, 5, 4, 2, 3],
    semantic: {
      convChannels: 4,
      hiddenSize: 8,
      layerCount: 1,
      headCount: 2,
      feedForwardSize: 16,
      positionKernel: 4,
      positionGroups: 2,
    },
  },
};

/** The spec that the importer must find, as far as planning tensors needs it. */
export function toyCodecSpec({ codec, codebookCount, codebookSize }: ToyShape): CodecSpec {
  const { semantic } = codec;
  return {
    ...codec,
    hopLengthSamples: codec.strides.reduce((product, stride) => product * stride, 1),
    codebookCount,
    codebookSize,
    semantic: {
      ...semantic,
      sampleRateHz: 16_000,
      convChannels: hubertKernels.map(() => semantic.convChannels),
      convKernels: hubertKernels,
      convStrides: hubertStrides,
      layerNormEpsilon: 1e-5,
      frameStride: 2,
    },
  };
}
