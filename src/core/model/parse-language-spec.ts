import { ConfigReader } from './config-reader';
import type { CodebookSpec, LanguageSpec, PromptTokenIds } from './model-spec';
import { languageCaps, parseBackbone } from './parse-backbone';
import { parseRopeSpec } from './parse-rope-spec';
import { parseThirdRelease } from './parse-third-release';

/** Which of the published layouts a language checkpoint has: two of V2, one of V3. Source: higgs-audio.md A.4, H.3. */
export type LanguageLayout = 'first-release' | 'hugging-face' | 'third-release';

export function languageLayout(config: unknown): LanguageLayout {
  const reader = ConfigReader.of(config, 'config.json');
  const type = reader.raw('model_type');
  if (type === 'higgs_audio' || (type === null && reader.has('text_config'))) return 'first-release';
  if (type === 'higgs_audio_v2') return 'hugging-face';
  if (type === 'higgs_multimodal_qwen3') return 'third-release';
  return reader.wrong(
    'model_type',
    '"higgs_audio", "higgs_audio_v2" or "higgs_multimodal_qwen3", the families that can be imported',
  );
}

/**
 * @param config parsed config.json of the language model, untrusted.
 * @param tokenizerIds ids of the tokenizer's special tokens by text; where given they must agree with the config. The
 *   third release needs them: its config names no ids.
 * @throws FailureError 'bad-checkpoint' that names the field.
 */
export function parseLanguageSpec(config: unknown, tokenizerIds?: ReadonlyMap<string, number>): LanguageSpec {
  const outer = ConfigReader.of(config, 'config.json');
  const layout = languageLayout(config);
  if (layout === 'third-release') return parseThirdRelease(config, tokenizerIds ?? new Map());
  const backboneConfig = layout === 'first-release' ? outer.object('text_config') : outer;
  if (layout === 'first-release') checkFirstRelease(outer, backboneConfig);
  const { feedForwardSize: size, ...backbone } = parseBackbone(backboneConfig);
  const spec: LanguageSpec = {
    family: 'higgs-audio-v2',
    ...backbone,
    // Both reference implementations give the audio path the text path's width; `audio_ffn_*` is dead config.
    feedForward: { type: 'dual', textSize: size, audioSize: size },
    queryKeyNorm: false,
    tiedAudioHead: false,
    rope: parseRopeSpec(backboneConfig),
    codebooks: parseCodebooks(outer, layout),
    tokenIds: parseTokenIds(outer, layout, backbone.vocabularySize),
  };
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
  const layerCount = backbone.count('num_hidden_layers', languageCaps.layers);
  const dual = outer.raw('audio_dual_ffn_layers');
  // A layer outside this list passes audio through unchanged ("fast forward"); no published weights have one.
  const complete =
    Array.isArray(dual) && dual.length === layerCount && dual.every((layer, index) => layer === index);
  if (!complete) outer.wrong('audio_dual_ffn_layers', `every layer, 0 to ${layerCount - 1} in order`);
  if (outer.has('hidden_size') && outer.raw('hidden_size') !== backbone.raw('hidden_size')) {
    outer.contradiction('"hidden_size" differs from the one in "text_config".');
  }
}

/**
 * The two special codes stand behind the ordinary ones, so the lower of them is the number of ordinary codes.
 * The first release's size does not count them; Hugging Face's counts them in the published file, but not in the
 * class default. Both are accepted there. Source: golden-differences.md, row 1.
 */
function parseCodebooks(config: ConfigReader, layout: LanguageLayout): CodebookSpec {
  const first = layout === 'first-release';
  const sizeKey = first ? 'audio_codebook_size' : 'codebook_size';
  const stated = config.count(sizeKey, languageCaps.codebookSize + 2);
  const streamBos = config.id('audio_stream_bos_id', languageCaps.codebookSize + 2);
  const streamEos = config.id('audio_stream_eos_id', languageCaps.codebookSize + 2);
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
  const codebookCount = config.count(first ? 'audio_num_codebooks' : 'num_codebooks', languageCaps.codebooks);
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
