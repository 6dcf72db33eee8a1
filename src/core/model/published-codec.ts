/**
 * config.json of the published codec. The third release has that codec without its config; everything that
 * can be seen in the shapes of its tensors is checked against them. Source: higgs-audio.md A.8, G.4.
 */
export const publishedCodecConfig = {
  model_type: 'higgs_audio_v2_tokenizer',
  sample_rate: 24_000,
  semantic_sample_rate: 16_000,
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
    downsampling_ratios: [8, 5, 4, 2, 3],
    upsampling_ratios: [8, 5, 4, 2, 3],
    hop_length: 960,
  },
  semantic_model_config: {
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
  },
} as const;
