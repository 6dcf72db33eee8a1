import { hubertKernels, hubertStrides, type ToyShape } from './toy-shape';

/** Ids of the text tokenizer's special tokens by their text. */
export type ToyTokenIds = (token: string) => number;

/** Published rotary settings; the two layouts spell the same frequencies in two ways. Source: higgs-audio.md B. */
const ropeTheta = 500_000;

/** config.json of the language model as Hugging Face's release has it. */
export function modernLanguageConfig(shape: ToyShape, vocabularySize: number, id: ToyTokenIds): object {
  return {
    architectures: ['HiggsAudioV2ForConditionalGeneration'],
    model_type: 'higgs_audio_v2',
    ...backboneConfig(shape, vocabularySize),
    num_codebooks: shape.codebookCount,
    codebook_size: shape.codebookSize + 2,
    audio_token_id: id('<|AUDIO_OUT|>'),
    audio_bos_token_id: id('<|audio_out_bos|>'),
    audio_delay_token_id: id('<|reserved_special_token_6|>'),
    audio_stream_bos_id: shape.codebookSize,
    audio_stream_eos_id: shape.codebookSize + 1,
    eos_token_id: id('<|eot_id|>'),
    max_position_embeddings: shape.language.maxPositionCount,
    rope_parameters: {
      rope_type: 'llama3',
      rope_theta: ropeTheta,
      factor: 32,
      low_freq_factor: 0.125,
      high_freq_factor: 0.5,
      original_max_position_embeddings: 1024,
    },
    tie_word_embeddings: false,
  };
}

/** config.json of the language model as in the first release. */
export function firstLanguageConfig(shape: ToyShape, vocabularySize: number, id: ToyTokenIds): object {
  return {
    architectures: ['HiggsAudioModel'],
    model_type: 'higgs_audio',
    audio_adapter_type: 'dual_ffn_fast_forward',
    audio_dual_ffn_layers: Array.from({ length: shape.language.layerCount }, (_, index) => index),
    audio_num_codebooks: shape.codebookCount,
    audio_codebook_size: shape.codebookSize,
    audio_stream_bos_id: shape.codebookSize,
    audio_stream_eos_id: shape.codebookSize + 1,
    audio_in_token_idx: id('<|AUDIO|>'),
    audio_out_token_idx: id('<|AUDIO_OUT|>'),
    audio_out_bos_token_id: id('<|audio_out_bos|>'),
    audio_eos_token_id: id('<|audio_eos|>'),
    audio_embed_avg: false,
    audio_decoder_proj_num_layers: 0,
    use_delay_pattern: true,
    hidden_size: shape.language.hiddenSize,
    text_config: {
      model_type: 'llama',
      ...backboneConfig(shape, vocabularySize),
      max_position_embeddings: shape.language.maxPositionCount,
      rope_theta: ropeTheta,
      rope_scaling: {
        rope_type: 'llama3',
        factor: 32,
        low_freq_factor: 1,
        high_freq_factor: 4,
        original_max_position_embeddings: 8192,
      },
      tie_word_embeddings: true,
    },
  };
}

/** config.json as in the third release: it names no token ids, and may be silent about rotary frequencies. */
export function thirdLanguageConfig(shape: ToyShape, vocabularySize: number): object {
  return {
    architectures: ['HiggsMultimodalQwen3ForConditionalGeneration'],
    model_type: 'higgs_multimodal_qwen3',
    audio_token_id: -100,
    audio_encoder_config: {
      encoder_type: 'discrete',
      num_codebooks: shape.codebookCount,
      vocab_size: shape.codebookSize + 2,
      out_dim: shape.language.hiddenSize,
      use_delay_pattern: true,
      tie_word_embeddings: true,
    },
    text_config: {
      model_type: 'qwen3',
      ...backboneConfig(shape, vocabularySize),
      rms_norm_eps: 1e-6,
      max_position_embeddings: shape.language.maxPositionCount,
      tie_word_embeddings: true,
      use_sliding_window: false,
    },
  };
}

/** config.json as mlx-audio's converter leaves it. */
export function mlxThirdLanguageConfig(shape: ToyShape, vocabularySize: number): object {
  return { ...thirdLanguageConfig(shape, vocabularySize), model_type: 'higgs_audio_v3' };
}

function backboneConfig({ language }: ToyShape, vocabularySize: number): object {
  return {
    vocab_size: vocabularySize,
    hidden_size: language.hiddenSize,
    intermediate_size: language.feedForwardSize,
    num_hidden_layers: language.layerCount,
    num_attention_heads: language.headCount,
    num_key_value_heads: language.keyValueHeadCount,
    head_dim: language.headDim,
    hidden_act: 'silu',
    attention_bias: false,
    mlp_bias: false,
    rms_norm_eps: 1e-5,
  };
}

/** config.json of the codec as Hugging Face's release has it, misleading leftovers included. */
export function modernCodecConfig(shape: ToyShape): object {
  const { codec } = shape;
  return {
    model_type: 'higgs_audio_v2_tokenizer',
    sample_rate: codec.sampleRateHz,
    semantic_sample_rate: 16_000,
    downsample_factor: hubertStrides.reduce((product: number, stride) => product * stride, 1),
    target_bandwidths: [0.5, 1, 1.5, 2],
    codebook_size: shape.codebookSize,
    codebook_dim: codec.codebookDim,
    kernel_size: 3,
    unit_kernel_size: 3,
    channel_ratios: [1, 1],
    strides: [1, 1],
    block_dilations: [1, 1],
    acoustic_model_config: {
      model_type: 'dac',
      encoder_hidden_size: codec.encoderChannels,
      decoder_hidden_size: codec.decoderChannels,
      hidden_size: codec.latentSize,
      downsampling_ratios: codec.strides,
      upsampling_ratios: codec.strides,
      hop_length: codec.strides.reduce((product, stride) => product * stride, 1),
      n_codebooks: 9,
      codebook_dim: 8,
      sampling_rate: 16_000,
    },
    semantic_model_config: hubertConfig(shape),
  };
}

/** config.json of the codec as in the first release; HuBERT's stands apart. */
export function firstCodecConfig({ codec, codebookCount, codebookSize }: ToyShape): object {
  return {
    n_filters: 32,
    D: codec.latentSize,
    codebook_dim: codec.codebookDim,
    target_bandwidths: [0.5, 1, 1.5, 2, 4],
    ratios: codec.strides,
    sample_rate: codec.sampleRateHz,
    bins: codebookSize,
    n_q: codebookCount,
    semantic_techer: 'hubert_base_general',
  };
}

export function hubertConfig({ codec: { semantic } }: ToyShape): object {
  return {
    model_type: 'hubert',
    conv_dim: hubertKernels.map(() => semantic.convChannels),
    conv_kernel: hubertKernels,
    conv_stride: hubertStrides,
    conv_bias: false,
    feat_extract_norm: 'group',
    feat_proj_layer_norm: true,
    do_stable_layer_norm: false,
    hidden_act: 'gelu',
    hidden_size: semantic.hiddenSize,
    num_hidden_layers: semantic.layerCount,
    num_attention_heads: semantic.headCount,
    intermediate_size: semantic.feedForwardSize,
    layer_norm_eps: 1e-5,
    num_conv_pos_embeddings: semantic.positionKernel,
    num_conv_pos_embedding_groups: semantic.positionGroups,
  };
}
