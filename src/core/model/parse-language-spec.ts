import { ConfigReader } from './config-reader';
import type { CodebookSpec, LanguageSpec, PromptTokenIds } from './model-spec';
import { maxPositionCap, parseRopeSpec } from './parse-rope-spec';

/**
 * Caps of an untrusted config. Each is several times what any model of the family has (in brackets: the published
 * 3B), and low enough that no product of two of them overflows an index or asks for memory that nobody has.
 */
const caps = {
  layers: 256, // 28
  hidden: 32_768, // 3072
  heads: 512, // 24
  headDim: 1024, // 128
  feedForward: 262_144, // 8192
  vocabulary: 2_000_000, // 128,256
  codebooks: 64, // 8
  codebookSize: 65_536, // 1024
};

/** Which of the two published layouts a language checkpoint has. Source: higgs-audio.md A.4, detection rule. */
export type LanguageLayout = 'first-release' | 'hugging-face';

export function languageLayout(config: unknown): LanguageLayout {
  const reader = ConfigReader.of(config, 'config.json');
  const type = reader.raw('model_type');
  if (type === 'higgs_audio' || (type === null && reader.has('text_config'))) return 'first-release';
  if (type === 'higgs_audio_v2') return 'hugging-face';
  return reader.wrong('model_type', '"higgs_audio" or "higgs_audio_v2", the families that can be imported');
}

/**
 * @param config parsed config.json of the language model, untrusted.
 * @param tokenizerIds ids of the tokenizer's special tokens by text; where given they must agree with the config.
 * @throws FailureError 'bad-checkpoint' that names the field.
 */
export function parseLanguageSpec(config: unknown, tokenizerIds?: ReadonlyMap<string, number>): LanguageSpec {
  const outer = ConfigReader.of(config, 'config.json');
  const layout = languageLayout(config);
  const backbone = layout === 'first-release' ? outer.object('text_config') : outer;
  if (layout === 'first-release') checkFirstRelease(outer, backbone);
  checkBackbone(backbone);

  const feedForwardSize = backbone.count('intermediate_size', caps.feedForward);
  const vocabularySize = backbone.count('vocab_size', caps.vocabulary);
  const spec: LanguageSpec = {
    layerCount: backbone.count('num_hidden_layers', caps.layers),
    hiddenSize: backbone.count('hidden_size', caps.hidden),
    headCount: backbone.count('num_attention_heads', caps.heads),
    keyValueHeadCount: backbone.count('num_key_value_heads', caps.heads),
    headDim: backbone.count('head_dim', caps.headDim),
    textFeedForwardSize: feedForwardSize,
    // Both reference implementations give the audio path the text path's width; `audio_ffn_*` is dead config.
    audioFeedForwardSize: feedForwardSize,
    vocabularySize,
    rmsNormEpsilon: backbone.positive('rms_norm_eps'),
    rope: parseRopeSpec(backbone),
    maxPositionCount: backbone.count('max_position_embeddings', maxPositionCap),
    codebooks: parseCodebooks(outer, layout),
    tokenIds: parseTokenIds(outer, layout, vocabularySize),
  };
  if (spec.headCount % spec.keyValueHeadCount !== 0) {
    backbone.contradiction(
      `${spec.headCount} heads cannot share ${spec.keyValueHeadCount} key-value heads evenly.`,
    );
  }
  if (spec.headDim % 2 !== 0) backbone.wrong('head_dim', 'even, because rotary positions turn pairs');
  if (tokenizerIds) checkTokenizer(outer, spec.tokenIds, tokenizerIds);
  return spec;
}

/** Features that the first release knows and that no published checkpoint uses; we compute without them. */
function checkFirstRelease(outer: ConfigReader, backbone: ConfigReader): void {
  const adapter = outer.text('audio_adapter_type');
  if (adapter !== 'dual_ffn_fast_forward' && adapter !== 'dual_ffn') {
    outer.wrong('audio_adapter_type', '"dual_ffn_fast_forward" or "dual_ffn", the kinds supported');
  }
  outer.mustBe('use_delay_pattern', true, 'required');
  outer.mustBe('audio_embed_avg', false, 'may be absent');
  outer.mustBe('audio_decoder_proj_num_layers', 0, 'may be absent');
  outer.mustBe('encode_whisper_embed', false, 'may be absent');
  outer.mustBe('use_audio_out_embed_projector', false, 'may be absent');
  outer.mustBe('use_rq_transformer', false, 'may be absent');
  if (outer.raw('use_audio_out_self_attention')) outer.mustBe('use_audio_out_self_attention', 0, 'required');
  const layerCount = backbone.count('num_hidden_layers', caps.layers);
  const dual = outer.raw('audio_dual_ffn_layers');
  // A layer outside this list passes audio through unchanged ("fast forward"); no published weights have one.
  const complete =
    Array.isArray(dual) && dual.length === layerCount && dual.every((layer, index) => layer === index);
  if (!complete) outer.wrong('audio_dual_ffn_layers', `every layer, 0 to ${layerCount - 1} in order`);
  if (outer.has('hidden_size') && outer.raw('hidden_size') !== backbone.raw('hidden_size')) {
    outer.contradiction('"hidden_size" differs from the one in "text_config".');
  }
}

function checkBackbone(backbone: ConfigReader): void {
  backbone.mustBe('hidden_act', 'silu', 'required');
  backbone.mustBe('attention_bias', false, 'may be absent');
  backbone.mustBe('mlp_bias', false, 'may be absent');
}

/**
 * The two special codes stand behind the ordinary ones, so the lower of them is the number of ordinary codes.
 * The first release's size does not count them; Hugging Face's counts them in the published file, but not in the
 * class default. Both are accepted there. Source: golden-differences.md, row 1.
 */
function parseCodebooks(config: ConfigReader, layout: LanguageLayout): CodebookSpec {
  const first = layout === 'first-release';
  const sizeKey = first ? 'audio_codebook_size' : 'codebook_size';
  const stated = config.count(sizeKey, caps.codebookSize + 2);
  const streamBos = config.id('audio_stream_bos_id', caps.codebookSize + 2);
  const streamEos = config.id('audio_stream_eos_id', caps.codebookSize + 2);
  const codebookSize = Math.min(streamBos, streamEos);
  if (Math.abs(streamBos - streamEos) !== 1 || codebookSize < 1) {
    config.contradiction(
      '"audio_stream_bos_id" and "audio_stream_eos_id" must be neighbours, behind the codes.',
    );
  }
  if (stated !== codebookSize && (first || stated !== codebookSize + 2)) {
    config.contradiction(
      `"${sizeKey}" is ${stated}, but the stream's special ids are ${streamBos} and ${streamEos}.`,
    );
  }
  const codebookCount = config.count(first ? 'audio_num_codebooks' : 'num_codebooks', caps.codebooks);
  return { codebookCount, codebookSize, streamBos, streamEos };
}

function parseTokenIds(config: ConfigReader, layout: LanguageLayout, vocabularySize: number): PromptTokenIds {
  if (layout === 'hugging-face') {
    return {
      audioOut: config.id('audio_token_id', vocabularySize),
      audioDelay: config.id('audio_delay_token_id', vocabularySize),
      audioOutBos: config.id('audio_bos_token_id', vocabularySize),
    };
  }
  const audioOut = config.id('audio_out_token_idx', vocabularySize);
  return { audioOut, audioDelay: audioOut, audioOutBos: config.id('audio_out_bos_token_id', vocabularySize) };
}

function checkTokenizer(
  config: ConfigReader,
  ids: PromptTokenIds,
  tokenizerIds: ReadonlyMap<string, number>,
): void {
  const expected = [
    ['<|AUDIO_OUT|>', ids.audioOut],
    ['<|audio_out_bos|>', ids.audioOutBos],
  ] as const;
  for (const [token, id] of expected) {
    const found = tokenizerIds.get(token);
    if (found !== id) {
      config.contradiction(`${token} is ${id} here, but ${found ?? 'missing'} in the tokenizer files.`);
    }
  }
}
