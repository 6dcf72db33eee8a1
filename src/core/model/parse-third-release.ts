import type { Fields } from '../data/untrusted-json';
import { say } from '../sentence';
import { configFields, contradict, mustBe } from './config-fields';
import type { CodebookSpec, LanguageSpec, PromptTokenIds } from './model-spec';
import { languageCaps, parseBackbone } from './parse-backbone';
import { parseRopeSpec } from './parse-rope-spec';

/** Shipped configs may lack the base of the rotary frequencies; the weights were trained with this one. */
const ROPE_THETA = 1_000_000;

/** The reference's id at audio positions; no token has it. */
const NO_TOKEN = -100;

/**
 * V3: a Qwen3 backbone with one feed-forward for all rows, norms of queries and keys, and one fused table of
 * codes that is input and output. Source: higgs-audio.md H.3, H.4.
 * @param config parsed config.json, untrusted.
 * @param tokenizerIds ids of the tokenizer's added tokens by text: the config names none of them.
 * @throws FailureError 'bad-checkpoint' that names the field.
 */
export function parseThirdRelease(config: unknown, tokenizerIds: ReadonlyMap<string, number>): LanguageSpec {
  const outer = configFields(config, 'config.json');
  const text = outer.object('text_config');
  const audio = outer.object('audio_encoder_config');
  mustBe(audio, 'encoder_type', 'discrete', 'may be absent');
  mustBe(audio, 'use_delay_pattern', true, 'required');
  mustBe(audio, 'tie_word_embeddings', true, 'required');
  mustBe(outer, 'audio_token_id', NO_TOKEN, 'may be absent');
  const { feedForwardSize, ...backbone } = parseBackbone(text);
  if (audio.has('out_dim') && audio.count('out_dim', 1, languageCaps.hidden) !== backbone.hiddenSize) {
    contradict(audio, say`"out_dim" differs from "hidden_size" in "text_config".`);
  }
  return {
    family: 'higgs-audio-v3',
    ...backbone,
    feedForward: { type: 'shared', size: feedForwardSize },
    queryKeyNorm: true,
    tiedAudioHead: true,
    rope: parseRopeSpec(text, ROPE_THETA),
    codebooks: parseCodebooks(audio),
    tokenIds: parseTokenIds(outer, backbone.vocabularySize, tokenizerIds),
  };
}

/** `vocab_size` counts the two special codes, which come after the ordinary ones: BOS, then EOS. */
function parseCodebooks(audio: Fields): CodebookSpec {
  const rowCount = audio.count('vocab_size', 1, languageCaps.codebookSize + 2);
  if (rowCount < 3) audio.unexpected('vocab_size', say`at least 3, because two of the codes are BOS and EOS`);
  const codebookSize = rowCount - 2;
  return {
    codebookCount: audio.count('num_codebooks', 1, languageCaps.codebooks),
    codebookSize,
    streamBos: codebookSize,
    streamEos: codebookSize + 1,
  };
}

function parseTokenIds(
  outer: Fields,
  vocabularySize: number,
  tokenizerIds: ReadonlyMap<string, number>,
): PromptTokenIds {
  for (const token of ['<|tts|>', '<|text|>', '<|ref_audio|>', '<|audio|>']) {
    const id = tokenizerIds.get(token);
    if (id === undefined)
      contradict(outer, say`the tokenizer files lack ${token}, which every prompt needs.`);
    if (id >= vocabularySize) contradict(outer, say`${token} is ${id}, beyond the vocabulary.`);
  }
  return { audioOut: NO_TOKEN, audioDelay: NO_TOKEN, audioOutBos: tokenizerIds.get('<|audio|>')! };
}
