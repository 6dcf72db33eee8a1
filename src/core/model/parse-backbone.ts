import type { Fields } from '../data/untrusted-json';
import { say } from '../sentence';
import { contradict, mustBe } from './config-fields';
import type { LanguageSpec } from './model-spec';
import { MAX_POSITION_CAP } from './parse-rope-spec';

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

/** Fields that the configs of all transformers of this kind share. */
export function parseBackbone(config: Fields): Backbone {
  mustBe(config, 'hidden_act', 'silu', 'required');
  mustBe(config, 'attention_bias', false, 'may be absent');
  mustBe(config, 'mlp_bias', false, 'may be absent');
  mustBe(config, 'use_sliding_window', false, 'may be absent');
  const backbone: Backbone = {
    layerCount: config.count('num_hidden_layers', 1, languageCaps.layers),
    hiddenSize: config.count('hidden_size', 1, languageCaps.hidden),
    headCount: config.count('num_attention_heads', 1, languageCaps.heads),
    keyValueHeadCount: config.count('num_key_value_heads', 1, languageCaps.heads),
    headDim: config.count('head_dim', 1, languageCaps.headDim),
    feedForwardSize: config.count('intermediate_size', 1, languageCaps.feedForward),
    vocabularySize: config.count('vocab_size', 1, languageCaps.vocabulary),
    rmsNormEpsilon: config.positive('rms_norm_eps'),
    maxPositionCount: config.count('max_position_embeddings', 1, MAX_POSITION_CAP),
  };
  if (backbone.headCount % backbone.keyValueHeadCount !== 0) {
    contradict(
      config,
      say`${backbone.headCount} heads cannot share ${backbone.keyValueHeadCount} key-value heads evenly.`,
    );
  }
  if (backbone.headDim % 2 !== 0)
    config.unexpected('head_dim', say`even, because rotary positions turn pairs`);
  return backbone;
}
