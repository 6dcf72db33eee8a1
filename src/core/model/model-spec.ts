/**
 * Every number that the product knows about a model, read from its config.json (and, where a published config
 * is silent, from tensor shapes). No shape has a default anywhere else.
 */

/** Rotary frequency scaling of Llama 3; lengths in positions. Source: higgs-audio config, `rope_scaling`. */
export type RopeScaling = {
  readonly factor: number;
  readonly lowFrequencyFactor: number;
  readonly highFrequencyFactor: number;
  readonly originalPositionCount: number;
};

export type RopeSpec = { readonly theta: number; readonly scaling: RopeScaling | null };

/** The delayed code grid that language model and codec share. */
export type CodebookSpec = {
  readonly codebookCount: number;
  /** Codes without the two special ones. Rows of the fused tables per codebook: `codebookSize + 2`. */
  readonly codebookSize: number;
  readonly streamBos: number;
  readonly streamEos: number;
};

/** Text ids that the prompt needs; all from config and tokenizer files, none assumed. */
export type PromptTokenIds = {
  /** `<|AUDIO_OUT|>`: the placeholder at every audio position of an assistant turn; below 0 where no token stands for audio (V3). */
  readonly audioOut: number;
  /** Placeholder of the last `codebookCount - 1` audio positions in the Hugging Face layout; equals `audioOut` in the first release. */
  readonly audioDelay: number;
  /** `<|audio_out_bos|>`, in V3 `<|audio|>`: ends a prompt, audio follows. */
  readonly audioOutBos: number;
};

/** The published line of a model. Its differences are in `families.ts` and in one module each of prompt and text. */
export type ModelFamily = 'higgs-audio-v2' | 'higgs-audio-v3';

/** `dual`: text rows and audio rows have norms and feed-forwards of their own. `shared`: all rows have the same. */
export type FeedForwardSpec =
  | { readonly type: 'dual'; readonly textSize: number; readonly audioSize: number }
  | { readonly type: 'shared'; readonly size: number };

/** Llama or Qwen3 backbone with an audio table and an audio head. */
export type LanguageSpec = {
  readonly family: ModelFamily;
  readonly layerCount: number;
  readonly hiddenSize: number;
  readonly headCount: number;
  readonly keyValueHeadCount: number;
  readonly headDim: number;
  readonly feedForward: FeedForwardSpec;
  /** RMS norm of every query and key head before the rotary embedding. */
  readonly queryKeyNorm: boolean;
  /** The audio table is the audio head too, and stored once. */
  readonly tiedAudioHead: boolean;
  readonly vocabularySize: number;
  readonly rmsNormEpsilon: number;
  readonly rope: RopeSpec;
  readonly maxPositionCount: number;
  readonly codebooks: CodebookSpec;
  readonly tokenIds: PromptTokenIds;
};

/** HuBERT branch of the codec encoder. Source: higgs-audio.md G.4. */
export type SemanticSpec = {
  readonly sampleRateHz: number;
  readonly convChannels: readonly number[];
  readonly convKernels: readonly number[];
  readonly convStrides: readonly number[];
  readonly hiddenSize: number;
  readonly layerCount: number;
  readonly headCount: number;
  readonly feedForwardSize: number;
  readonly layerNormEpsilon: number;
  readonly positionKernel: number;
  readonly positionGroups: number;
  /** Keep every n-th HuBERT frame so that both branches have one vector per codec frame. */
  readonly frameStride: number;
};

/** The lowest rate that every browser plays. Source: Web Audio API, BaseAudioContext.createBuffer. */
export const LOWEST_RATE_HZ = 8000;

export type CodecSpec = {
  readonly sampleRateHz: number;
  readonly hopLengthSamples: number;
  readonly codebookCount: number;
  readonly codebookSize: number;
  readonly codebookDim: number;
  /** Channels of the acoustic latent (256 in the published codec). */
  readonly latentSize: number;
  /** Channels at the start of the decoder (1024), halved at each upsampling. */
  readonly decoderChannels: number;
  /** Channels at the start of the encoder (64), doubled at each downsampling. */
  readonly encoderChannels: number;
  /** 8, 5, 4, 2, 3: product is the hop length. The encoder uses the same list in the same order. */
  readonly strides: readonly number[];
  readonly semantic: SemanticSpec;
};

export type ModelSpec = {
  readonly language: LanguageSpec;
  readonly codec: CodecSpec;
};

export function frameRateHz(codec: CodecSpec): number {
  return codec.sampleRateHz / codec.hopLengthSamples;
}
