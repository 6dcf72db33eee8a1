import type { Fields } from '../data/untrusted-json';
import { say } from '../sentence';
import { configFields, contradict, MAX_WORD_LENGTH, mustBe } from './config-fields';
import type { CodebookSpec, LanguageSpec, PromptTokenIds } from './model-spec';
import { languageCaps, parseBackbone } from './parse-backbone';
import { parseRopeSpec } from './parse-rope-spec';
import { parseThirdRelease } from './parse-third-release';

/**
 * Published layouts of language checkpoints: two of V2, and of V3 the release's and that of mlx-audio's converter, which
 * leaves V2's as they are. Source: higgs-audio.md A.4, H.3; mlx-audio, tts/models/higgs_audio_v3/model.py.
 */
export type LanguageLayout = 'first-release' | 'hugging-face' | 'third-release' | 'mlx-third-release';

export function languageLayout(config: unknown): LanguageLayout {
  const reader = configFields(config, 'config.json');
  const type = reader.value('model_type') ?? null;
  if (type === 'higgs_audio' || (type === null && reader.has('text_config'))) return 'first-release';
  if (type === 'higgs_audio_v2') return 'hugging-face';
  if (type === 'higgs_multimodal_qwen3') return 'third-release';
  if (type === 'higgs_audio_v3') return 'mlx-third-release';
  return reader.unexpected(
    'model_type',
    say`"higgs_audio", "higgs_audio_v2", "higgs_multimodal_qwen3" or "higgs_audio_v3", the families that can be imported`,
  );
}

/**
 * @param config parsed config.json of the language model, untrusted.
 * @param tokenizerIds ids of the tokenizer's special tokens by text; where given they must match the config. The
 *   third release needs them: its config names no ids.
 * @throws FailureError 'bad-checkpoint' that names the field.
 */
export function parseLanguageSpec(config: unknown, tokenizerIds?: ReadonlyMap<string, number>): LanguageSpec {
  const outer = configFields(config, 'config.json');
  const layout = languageLayout(config);
  if (layout === 'third-release' || layout === 'mlx-third-release')
    return parseThirdRelease(config, tokenizerIds ?? new Map());
  const backboneConfig = layout === 'first-release' ? outer.object('text_config') : outer;
  if (layout === 'first-release') checkFirstRelease(outer, backboneConfig);
  const { feedForwardSize: size, ...backbone } = parseBackbone(backboneConfig);
  const spec: LanguageSpec = {
    family: 'higgs-audio-v2',
    ...backbone,
    // Both reference implementations give the audio path the text path's width; `audio_ffn_*` is unused.
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
function checkFirstRelease(outer: Fields, backbone: Fields): void {
  const adapter = outer.text('audio_adapter_type', MAX_WORD_LENGTH);
  if (adapter !== 'dual_ffn_fast_forward' && adapter !== 'dual_ffn') {
    outer.unexpected('audio_adapter_type', say`"dual_ffn_fast_forward" or "dual_ffn", the kinds supported`);
  }
  mustBe(outer, 'use_delay_pattern', true, 'required');
  mustBe(outer, 'audio_embed_avg', false, 'may be absent');
  mustBe(outer, 'audio_decoder_proj_num_layers', 0, 'may be absent');
  mustBe(outer, 'encode_whisper_embed', false, 'may be absent');
  mustBe(outer, 'use_audio_out_embed_projector', false, 'may be absent');
  mustBe(outer, 'use_rq_transformer', false, 'may be absent');
  if (outer.value('use_audio_out_self_attention'))
    mustBe(outer, 'use_audio_out_self_attention', 0, 'required');
  const layerCount = backbone.count('num_hidden_layers', 1, languageCaps.layers);
  const dual = outer.value('audio_dual_ffn_layers');
  // A layer outside this list passes audio through unchanged ("fast forward"); no published weights have one.
  const complete =
    Array.isArray(dual) && dual.length === layerCount && dual.every((layer, index) => layer === index);
  if (!complete) outer.unexpected('audio_dual_ffn_layers', say`every layer, 0 to ${layerCount - 1} in order`);
  if (outer.has('hidden_size') && outer.value('hidden_size') !== backbone.value('hidden_size')) {
    contradict(outer, say`"hidden_size" differs from the one in "text_config".`);
  }
}

/**
 * The two special codes come after the ordinary ones, so the lower of them is the number of ordinary codes.
 * The first release's size does not count them; Hugging Face's counts them in the published file, but not in
 * the class default. Both are accepted there. Source: higgs-audio.md A.4.
 */
function parseCodebooks(config: Fields, layout: LanguageLayout): CodebookSpec {
  const first = layout === 'first-release';
  const sizeKey = first ? 'audio_codebook_size' : 'codebook_size';
  const stated = config.count(sizeKey, 1, languageCaps.codebookSize + 2);
  const streamBos = config.count('audio_stream_bos_id', 0, languageCaps.codebookSize + 1);
  const streamEos = config.count('audio_stream_eos_id', 0, languageCaps.codebookSize + 1);
  const codebookSize = Math.min(streamBos, streamEos);
  if (Math.abs(streamBos - streamEos) !== 1 || codebookSize < 1) {
    contradict(
      config,
      say`"audio_stream_bos_id" and "audio_stream_eos_id" must be neighbours, behind the codes.`,
    );
  }
  if (stated !== codebookSize && (first || stated !== codebookSize + 2)) {
    contradict(
      config,
      say`"${sizeKey}" is ${stated}, but the stream's special ids are ${streamBos} and ${streamEos}.`,
    );
  }
  const codebookCount = config.count(
    first ? 'audio_num_codebooks' : 'num_codebooks',
    1,
    languageCaps.codebooks,
  );
  return { codebookCount, codebookSize, streamBos, streamEos };
}

function parseTokenIds(config: Fields, layout: LanguageLayout, vocabularySize: number): PromptTokenIds {
  if (layout === 'hugging-face') {
    return {
      audioOut: config.count('audio_token_id', 0, vocabularySize - 1),
      audioDelay: config.count('audio_delay_token_id', 0, vocabularySize - 1),
      audioOutBos: config.count('audio_bos_token_id', 0, vocabularySize - 1),
    };
  }
  const audioOut = config.count('audio_out_token_idx', 0, vocabularySize - 1);
  return {
    audioOut,
    audioDelay: audioOut,
    audioOutBos: config.count('audio_out_bos_token_id', 0, vocabularySize - 1),
  };
}

function checkTokenizer(
  config: Fields,
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
      contradict(config, say`${token} is ${id} here, but ${found ?? 'missing'} in the tokenizer files.`);
    }
  }
}
