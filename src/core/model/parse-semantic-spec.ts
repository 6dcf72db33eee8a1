import type { Fields } from '../data/untrusted-json';
import { say } from '../sentence';
import type { CodecLayout } from './codec-layout';
import { configFields, contradict, mustBe } from './config-fields';
import type { SemanticSpec } from './model-spec';

/** Caps; HuBERT base: convolutions (7), channels (512), kernel (10), hidden (768), layers (12), positions (128). */
const caps = {
  convCount: 16,
  channels: 8192,
  kernel: 256,
  hidden: 16_384,
  layers: 128,
  heads: 256,
  rateHz: 192_000,
};

/** Fixed in the first release's code; its files lack it. Source: higgs-audio.md G.4. */
const FIRST_RELEASE_RATE_HZ = 16_000;

/**
 * Reads the HuBERT branch of the codec encoder.
 * @param outer the codec's config; holds HuBERT's in the Hugging Face layout.
 * @param hubert HuBERT's own config.json, for the first release.
 * @throws FailureError 'bad-checkpoint'
 */
export function parseSemanticSpec(
  outer: Fields,
  layout: CodecLayout,
  codecRateHz: number,
  hopLengthSamples: number,
  hubert: unknown,
): SemanticSpec {
  const modern = layout === 'hugging-face';
  const config = modern ? outer.object('semantic_model_config') : configFields(hubert, 'HuBERT config.json');
  const sampleRateHz = modern ? outer.count('semantic_sample_rate', 1, caps.rateHz) : FIRST_RELEASE_RATE_HZ;
  const convStrides = config.counts('conv_stride', [1, caps.convCount], [1, caps.kernel]);
  const convKernels = config.counts('conv_kernel', [1, caps.convCount], [1, caps.kernel]);
  const convChannels = config.counts('conv_dim', [1, caps.convCount], [1, caps.channels]);
  if (convStrides.length !== convKernels.length || convStrides.length !== convChannels.length) {
    contradict(config, say`"conv_dim", "conv_kernel" and "conv_stride" have different lengths.`);
  }
  const samplesPerVector = convStrides.reduce((product, stride) => product * stride, 1);
  if (modern && outer.count('downsample_factor', 1, 2 ** 20) !== samplesPerVector) {
    contradict(
      outer,
      say`"downsample_factor" differs from the product of "conv_stride", ${samplesPerVector}.`,
    );
  }
  const frameStride = (hopLengthSamples * sampleRateHz) / codecRateHz / samplesPerVector;
  if (!Number.isInteger(frameStride)) {
    contradict(
      config,
      say`one codec frame would be ${frameStride} HuBERT vectors; it must be a whole number.`,
    );
  }
  checkKind(config);
  const spec: SemanticSpec = {
    sampleRateHz,
    convChannels,
    convKernels,
    convStrides,
    hiddenSize: config.count('hidden_size', 1, caps.hidden),
    layerCount: config.count('num_hidden_layers', 1, caps.layers),
    headCount: config.count('num_attention_heads', 1, caps.heads),
    feedForwardSize: config.count('intermediate_size', 1, 4 * caps.hidden),
    layerNormEpsilon: config.positive('layer_norm_eps'),
    positionKernel: config.count('num_conv_pos_embeddings', 1, 4096),
    positionGroups: config.count('num_conv_pos_embedding_groups', 1, 4096),
    frameStride,
  };
  if (spec.hiddenSize % spec.headCount !== 0)
    contradict(config, say`"hidden_size" is no multiple of the heads.`);
  if (spec.hiddenSize % spec.positionGroups !== 0) {
    contradict(config, say`"hidden_size" is no multiple of "num_conv_pos_embedding_groups".`);
  }
  return spec;
}

/** HuBERT base in its one form; the large models normalise elsewhere. Absent keys mean the base form. */
function checkKind(config: Fields): void {
  mustBe(config, 'model_type', 'hubert', 'required');
  mustBe(config, 'feat_extract_norm', 'group', 'may be absent');
  mustBe(config, 'feat_extract_activation', 'gelu', 'may be absent');
  mustBe(config, 'hidden_act', 'gelu', 'may be absent');
  mustBe(config, 'feat_proj_layer_norm', true, 'may be absent');
  mustBe(config, 'do_stable_layer_norm', false, 'may be absent');
  mustBe(config, 'conv_bias', false, 'may be absent');
  mustBe(config, 'conv_pos_batch_norm', false, 'may be absent');
}
