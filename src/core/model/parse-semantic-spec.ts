import { ConfigReader } from './config-reader';
import type { SemanticSpec } from './model-spec';
import type { CodecLayout } from './parse-codec-spec';

/** In brackets HuBERT base: convolutions (7), channels (512), kernel (10), hidden (768), layers (12), positions (128). */
const caps = {
  convCount: 16,
  channels: 8192,
  kernel: 256,
  hidden: 16_384,
  layers: 128,
  heads: 256,
  rateHz: 192_000,
};

/** What the first release's code fixes, as its files do not tell it. Source: higgs-audio.md G.4. */
const firstReleaseRateHz = 16_000;

/**
 * Reads the HuBERT branch of the codec encoder.
 * @param outer the codec's config; holds HuBERT's in the Hugging Face layout.
 * @param hubert HuBERT's own config.json, for the first release.
 * @throws FailureError 'bad-checkpoint'
 */
export function parseSemanticSpec(
  outer: ConfigReader,
  layout: CodecLayout,
  codecRateHz: number,
  hopLengthSamples: number,
  hubert: unknown,
): SemanticSpec {
  const modern = layout === 'hugging-face';
  const config = modern
    ? outer.object('semantic_model_config')
    : ConfigReader.of(hubert, 'HuBERT config.json');
  const sampleRateHz = modern ? outer.count('semantic_sample_rate', caps.rateHz) : firstReleaseRateHz;
  const convStrides = config.counts('conv_stride', caps.convCount, caps.kernel);
  const convKernels = config.counts('conv_kernel', caps.convCount, caps.kernel);
  const convChannels = config.counts('conv_dim', caps.convCount, caps.channels);
  if (convStrides.length !== convKernels.length || convStrides.length !== convChannels.length) {
    config.contradiction('"conv_dim", "conv_kernel" and "conv_stride" have different lengths.');
  }
  const samplesPerVector = convStrides.reduce((product, stride) => product * stride, 1);
  if (modern && outer.count('downsample_factor', 2 ** 20) !== samplesPerVector) {
    outer.contradiction(
      `"downsample_factor" differs from the product of "conv_stride", ${samplesPerVector}.`,
    );
  }
  const frameStride = (hopLengthSamples * sampleRateHz) / codecRateHz / samplesPerVector;
  if (!Number.isInteger(frameStride)) {
    config.contradiction(
      `one codec frame would be ${frameStride} HuBERT vectors; it must be a whole number.`,
    );
  }
  checkKind(config);
  const spec: SemanticSpec = {
    sampleRateHz,
    convChannels,
    convKernels,
    convStrides,
    hiddenSize: config.count('hidden_size', caps.hidden),
    layerCount: config.count('num_hidden_layers', caps.layers),
    headCount: config.count('num_attention_heads', caps.heads),
    feedForwardSize: config.count('intermediate_size', 4 * caps.hidden),
    layerNormEpsilon: config.positive('layer_norm_eps'),
    positionKernel: config.count('num_conv_pos_embeddings', 4096),
    positionGroups: config.count('num_conv_pos_embedding_groups', 4096),
    frameStride,
  };
  if (spec.hiddenSize % spec.headCount !== 0)
    config.contradiction('"hidden_size" is no multiple of the heads.');
  if (spec.hiddenSize % spec.positionGroups !== 0) {
    config.contradiction('"hidden_size" is no multiple of "num_conv_pos_embedding_groups".');
  }
  return spec;
}

/** HuBERT base in its one form; the large models normalise elsewhere. Absent keys mean the base form. */
function checkKind(config: ConfigReader): void {
  config.mustBe('model_type', 'hubert', 'required');
  config.mustBe('feat_extract_norm', 'group', 'may be absent');
  config.mustBe('feat_extract_activation', 'gelu', 'may be absent');
  config.mustBe('hidden_act', 'gelu', 'may be absent');
  config.mustBe('feat_proj_layer_norm', true, 'may be absent');
  config.mustBe('do_stable_layer_norm', false, 'may be absent');
  config.mustBe('conv_bias', false, 'may be absent');
  config.mustBe('conv_pos_batch_norm', false, 'may be absent');
}
