import type { ConfigReader } from './config-reader';
import type { LanguageSpec } from './model-spec';
import { maxPositionCap } from './parse-rope-spec';

/**
 * Caps of an untrusted config. Each is several times what any model of the families has (in brackets: the published
 * 3B of V2), and low enough that no product of two of them overflows an index or asks for memory that nobody has.
 */
export const languageCaps = {
  layers: 256, // 28
  hidden: 32_768, // 3072
  heads: 512, // 24
  headDim: 1024, // 128
  feedForward: 262_144, // 8192
  vocabulary: 2_000_000, // 128,256
  codebooks: 64, // 8
  codebookSize: 65_536, // 1024
};

type Backbone = Pick<
  LanguageSpec,
  | 'layerCount'
  | 'hiddenSize'
  | 'headCount'
  | 'keyValueHeadCount'
  | 'headDim'
  | 'vocabularySize'
  | 'rmsNormEpsilon'
  | 'maxPositionCount'
> & { readonly feedForwardSize: number };

/** What the configs of all transformers of this kind spell alike. */
export function parseBackbone(config: ConfigReader): Backbone {
  config.mustBe('hidden_act', 'silu', 'required');
  config.mustBe('attention_bias', false, 'may be absent');
  config.mustBe('mlp_bias', false, 'may be absent');
  config.mustBe('use_sliding_window', false, 'may be absent');
  const backbone: Backbone = {
    layerCount: config.count('num_hidden_layers', languageCaps.layers),
    hiddenSize: config.count('hidden_size', languageCaps.hidden),
    headCount: config.count('num_attention_heads', languageCaps.heads),
    keyValueHeadCount: config.count('num_key_value_heads', languageCaps.heads),
    headDim: config.count('head_dim', languageCaps.headDim),
    feedForwardSize: config.count('intermediate_size', languageCaps.feedForward),
    vocabularySize: config.count('vocab_size', languageCaps.vocabulary),
    rmsNormEpsilon: config.positive('rms_norm_eps'),
    maxPositionCount: config.count('max_position_embeddings', maxPositionCap),
  };
  if (backbone.headCount % backbone.keyValueHeadCount !== 0) {
    config.contradiction(
      `${backbone.headCount} heads cannot share ${backbone.keyValueHeadCount} key-value heads evenly.`,
    );
  }
  if (backbone.headDim % 2 !== 0) config.wrong('head_dim', 'even, because rotary positions turn pairs');
  return backbone;
}
