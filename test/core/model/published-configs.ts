/** The fields of the published 3B checkpoint's config files that matter. Source: higgs-audio.md A.3, A.4, A.7, A.8. */
type Config = Record<string, unknown>;

export const firstReleaseLanguage = (): Config & { text_config: Config } => ({
  model_type: 'higgs_audio',
  audio_adapter_type: 'dual_ffn_fast_forward',
  audio_dual_ffn_layers: Array.from({ length: 28 }, (_, layer) => layer),
  audio_num_codebooks: 8,
  audio_codebook_size: 1024,
  audio_stream_bos_id: 1024,
  audio_stream_eos_id: 1025,
  audio_out_token_idx: 128016,
  audio_out_bos_token_id: 128013,
  audio_embed_avg: false,
  audio_decoder_proj_num_layers: 0,
  encode_whisper_embed: false,
  use_delay_pattern: true,
  use_audio_out_embed_projector: false,
  use_audio_out_self_attention: 0,
  use_rq_transformer: false,
  hidden_size: 3072,
  text_config: {
    vocab_size: 128256,
    hidden_size: 3072,
    intermediate_size: 8192,
    num_hidden_layers: 28,
    num_attention_heads: 24,
    num_key_value_heads: 8,
    head_dim: 128,
    hidden_act: 'silu',
    rms_norm_eps: 1e-5,
    rope_theta: 500000,
    rope_scaling: {
      rope_type: 'llama3',
      factor: 32,
      low_freq_factor: 1,
      high_freq_factor: 4,
      original_max_position_embeddings: 8192,
    },
    max_position_embeddings: 131072,
    tie_word_embeddings: true,
  },
});

export const huggingFaceLanguage = (): Config => ({
  ...firstReleaseLanguage().text_config,
  model_type: 'higgs_audio_v2',
  num_codebooks: 8,
  codebook_size: 1026,
  audio_token_id: 128016,
  audio_bos_token_id: 128013,
  audio_delay_token_id: 128014,
  audio_stream_bos_id: 1024,
  audio_stream_eos_id: 1025,
  max_position_embeddings: 2048,
  rope_theta: undefined,
  rope_scaling: undefined,
  rope_parameters: {
    rope_type: 'llama3',
    rope_theta: 500000,
    factor: 32,
    low_freq_factor: 0.125,
    high_freq_factor: 0.5,
    original_max_position_embeddings: 1024,
  },
});

/** A config of V2.5's size. Its makers publish none, so this is the shape of Llama 3.2 1B, a guess. Source: higgs-audio.md H.1. */
export const smallerSecondRelease = (codebookCount: number): Config => ({
  ...huggingFaceLanguage(),
  hidden_size: 2048,
  num_hidden_layers: 16,
  num_attention_heads: 32,
  num_key_value_heads: 8,
  head_dim: 64,
  num_codebooks: codebookCount,
});

/** The published 4B of V3. Its file may lack `rope_theta`. Source: higgs-audio.md H.3. */
export const thirdReleaseLanguage = (): Config & { text_config: Config; audio_encoder_config: Config } => ({
  model_type: 'higgs_multimodal_qwen3',
  audio_token_id: -100,
  audio_encoder_config: {
    encoder_type: 'discrete',
    num_codebooks: 8,
    vocab_size: 1026,
    out_dim: 2560,
    use_delay_pattern: true,
    tie_word_embeddings: true,
  },
  text_config: {
    model_type: 'qwen3',
    vocab_size: 151936,
    hidden_size: 2560,
    intermediate_size: 9728,
    num_hidden_layers: 36,
    num_attention_heads: 32,
    num_key_value_heads: 8,
    head_dim: 128,
    hidden_act: 'silu',
    rms_norm_eps: 1e-6,
    max_position_embeddings: 32768,
    tie_word_embeddings: true,
  },
});

export const thirdReleaseIds: ReadonlyMap<string, number> = new Map([
  ['<|tts|>', 151667],
  ['<|audio|>', 151670],
  ['<|text|>', 151672],
  ['<|ref_audio|>', 151679],
]);

export const hubert = (): Config => ({
  model_type: 'hubert',
  conv_dim: [512, 512, 512, 512, 512, 512, 512],
  conv_kernel: [10, 3, 3, 3, 3, 2, 2],
  conv_stride: [5, 2, 2, 2, 2, 2, 2],
  hidden_size: 768,
  num_hidden_layers: 12,
  num_attention_heads: 12,
  intermediate_size: 3072,
  layer_norm_eps: 1e-5,
  num_conv_pos_embeddings: 128,
  num_conv_pos_embedding_groups: 16,
});

const strides = [8, 5, 4, 2, 3];

export const huggingFaceCodec = (): Config & { acoustic_model_config: Config } => ({
  model_type: 'higgs_audio_v2_tokenizer',
  sample_rate: 24000,
  semantic_sample_rate: 16000,
  downsample_factor: 320,
  codebook_size: 1024,
  codebook_dim: 64,
  kernel_size: 3,
  unit_kernel_size: 3,
  channel_ratios: [1, 1],
  strides: [1, 1],
  block_dilations: [1, 1],
  acoustic_model_config: {
    encoder_hidden_size: 64,
    decoder_hidden_size: 1024,
    hidden_size: 256,
    downsampling_ratios: strides,
    upsampling_ratios: strides,
    hop_length: 960,
    n_codebooks: 9,
    codebook_dim: 8,
    sampling_rate: 16000,
  },
  semantic_model_config: hubert(),
});

export const firstReleaseCodec = (): Config => ({
  n_filters: 32,
  D: 256,
  codebook_dim: 64,
  target_bandwidths: [0.5, 1, 1.5, 2, 4],
  ratios: strides,
  sample_rate: 24000,
  bins: 1024,
  n_q: 8,
});

export function huggingFaceShapes(): Map<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>([
    ['acoustic_decoder.conv1.weight', [1024, 256, 7]],
    ['acoustic_encoder.conv1.weight', [64, 1, 7]],
    ['fc.weight', [1024, 1024]],
  ]);
  strides.forEach((stride, stage) => {
    shapes.set(`acoustic_decoder.block.${stage}.conv_t1.weight`, [1024 >> stage, 512 >> stage, 2 * stride]);
    shapes.set(`acoustic_encoder.block.${stage}.conv1.weight`, [128 << stage, 64 << stage, 2 * stride]);
  });
  for (let i = 0; i < 8; i++) shapes.set(`quantizer.quantizers.${i}.codebook.embed`, [1024, 64]);
  return shapes;
}

export function firstReleaseShapes(): Map<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>([
    ['decoder_2.model.0.weight_v', [1024, 256, 7]],
    ['encoder.block.0.weight_v', [64, 1, 7]],
    ['fc_prior.weight', [1024, 1024]],
  ]);
  strides.forEach((stride, stage) => {
    shapes.set(`decoder_2.model.${stage + 1}.block.1.weight_v`, [1024 >> stage, 512 >> stage, 2 * stride]);
    shapes.set(`encoder.block.${stage + 1}.block.4.weight_v`, [128 << stage, 64 << stage, 2 * stride]);
  });
  for (let i = 0; i < 8; i++) shapes.set(`quantizer.vq.layers.${i}._codebook.embed`, [1024, 64]);
  return shapes;
}
