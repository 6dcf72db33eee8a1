import { ConfigReader } from './config-reader';
import type { CodebookSpec, LanguageSpec, PromptTokenIds } from './model-spec';
import { languageCaps, parseBackbone } from './parse-backbone';
import { parseRopeSpec } from './parse-rope-spec';

/** Shipped configs may lack the base of the rotary frequencies; the weights were trained with this one. */
const ropeTheta = 1_000_000;

/** What the reference puts at audio positions; no token has it. */
const noToken = -100;

/**
 * V3: a Qwen3 backbone with one feed-forward for all rows, norms of queries and keys, and one fused table of codes
 * that is input and output. Source: higgs-audio.md H.3, H.4.
 * @param config parsed config.json, untrusted.
 * @param tokenizerIds ids of the tokenizer's added tokens by text: the config names none of them.
 * @throws FailureError 'bad-checkpoint' that names the field.
 */
export function parseThirdRelease(config: unknown, tokenizerIds: ReadonlyMap<string, number>): LanguageSpec {
  const outer = ConfigReader.of(config, 'config.json');
  const text = outer.object('text_config');
  const audio = outer.object('audio_encoder_config');
  audio.mustBe('encoder_type', 'discrete', 'may be absent');
  audio.mustBe('use_delay_pattern', true, 'required');
  audio.mustBe('tie_word_embeddings', true, 'required');
  outer.mustBe('audio_token_id', noToken, 'may be absent');
  const { feedForwardSize, ...backbone } = parseBackbone(text);
  if (audio.has('out_dim') && audio.count('out_dim', languageCaps.hidden) !== backbone.hiddenSize) {
    audio.contradiction('"out_dim" differs from "hidden_size" in "text_config".');
  }
  return {
    family: 'higgs-audio-v3',
    ...backbone,
    feedForward: { type: 'shared', size: feedForwardSize },
    queryKeyNorm: true,
    tiedAudioHead: true,
    rope: parseRopeSpec(text, ropeTheta),
    codebooks: parseCodebooks(audio),
    tokenIds: parseTokenIds(outer, backbone.vocabularySize, tokenizerIds),
  };
}

/** `vocab_size` counts the two special codes, which stand behind the ordinary ones: BOS, then EOS. */
function parseCodebooks(audio: ConfigReader): CodebookSpec {
  const rowCount = audio.count('vocab_size', languageCaps.codebookSize + 2);
  if (rowCount < 3) audio.wrong('vocab_size', 'at least 3, because two of the codes are BOS and EOS');
  const codebookSize = rowCount - 2;
  return {
    codebookCount: audio.count('num_codebooks', languageCaps.codebooks),
    codebookSize,
    streamBos: codebookSize,
    streamEos: codebookSize + 1,
  };
}

function parseTokenIds(
  outer: ConfigReader,
  vocabularySize: number,
  tokenizerIds: ReadonlyMap<string, number>,
): PromptTokenIds {
  for (const token of ['<|tts|>', '<|text|>', '<|ref_audio|>', '<|audio|>']) {
    const id = tokenizerIds.get(token);
    if (id === undefined) outer.contradiction(`the tokenizer files lack ${token}, which every prompt needs.`);
    if (id >= vocabularySize) outer.contradiction(`${token} is ${id}, beyond the vocabulary.`);
  }
  return { audioOut: noToken, audioDelay: noToken, audioOutBos: tokenizerIds.get('<|audio|>')! };
}
