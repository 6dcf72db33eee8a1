import { describe, expect, test } from 'vitest';
import { FailureError } from '../../../src/core/failure';
import { parseLanguageSpec } from '../../../src/core/model/parse-language-spec';
import { firstReleaseLanguage, huggingFaceLanguage } from './published-configs';

function failureOf(config: unknown, tokenizerIds?: ReadonlyMap<string, number>) {
  try {
    parseLanguageSpec(config, tokenizerIds);
  } catch (error) {
    if (error instanceof FailureError) return error.failure;
    throw error;
  }
  throw new Error('nothing failed');
}

test('the two published layouts describe the same network', () => {
  const first = parseLanguageSpec(firstReleaseLanguage());
  const modern = parseLanguageSpec(huggingFaceLanguage());
  expect(first.codebooks).toEqual({ codebookCount: 8, codebookSize: 1024, streamBos: 1024, streamEos: 1025 });
  expect({ ...modern, rope: first.rope, maxPositionCount: 131072, tokenIds: first.tokenIds }).toEqual(first);
  expect(modern.maxPositionCount).toBe(2048);
  expect(modern.tokenIds).toEqual({ audioOut: 128016, audioDelay: 128014, audioOutBos: 128013 });
  expect(first.tokenIds).toEqual({ audioOut: 128016, audioDelay: 128016, audioOutBos: 128013 });
});

test('a Hugging Face codebook size may count the special codes or not', () => {
  const spec = parseLanguageSpec({ ...huggingFaceLanguage(), codebook_size: 1024 });
  expect(spec.codebooks.codebookSize).toBe(1024);
});

describe('no field of the published configs is assumed when it is missing', () => {
  const needed = [
    'vocab_size',
    'hidden_size',
    'intermediate_size',
    'num_hidden_layers',
    'num_attention_heads',
    'num_key_value_heads',
    'head_dim',
    'hidden_act',
    'rms_norm_eps',
    'max_position_embeddings',
    'rope_parameters',
    'num_codebooks',
    'codebook_size',
    'audio_token_id',
    'audio_bos_token_id',
    'audio_delay_token_id',
    'audio_stream_bos_id',
    'audio_stream_eos_id',
  ];
  test.each(needed)('%s', (field) => {
    const failure = failureOf({ ...huggingFaceLanguage(), [field]: undefined });
    expect(failure.kind).toBe('bad-checkpoint');
    expect(failure.message).toContain(`"${field}"`);
  });
  const neededFirst = [
    'audio_adapter_type',
    'audio_dual_ffn_layers',
    'audio_num_codebooks',
    'audio_codebook_size',
    'audio_stream_bos_id',
    'audio_out_token_idx',
    'audio_out_bos_token_id',
    'use_delay_pattern',
  ];
  test.each(neededFirst)('%s of the first release', (field) => {
    expect(failureOf({ ...firstReleaseLanguage(), [field]: undefined }).message).toContain(`"${field}"`);
  });
});

describe('a config that we cannot compute, or that contradicts itself, is refused by name', () => {
  const modern: readonly [string, Record<string, unknown>, RegExp][] = [
    ['another family', { model_type: 'qwen3' }, /model_type/],
    ['an absurd count', { num_hidden_layers: 1e9 }, /num_hidden_layers/],
    ['a count that is text', { hidden_size: '3072' }, /hidden_size/],
    ['a fraction of a layer', { num_hidden_layers: 2.5 }, /num_hidden_layers/],
    ['another activation', { hidden_act: 'gelu' }, /hidden_act/],
    ['biases', { attention_bias: true }, /attention_bias/],
    ['heads that cannot be shared', { num_key_value_heads: 7 }, /key-value/],
    ['an odd head', { head_dim: 127 }, /head_dim/],
    ['a size that fits no special ids', { codebook_size: 1025 }, /codebook_size/],
    ['special ids apart', { audio_stream_eos_id: 1030 }, /audio_stream_eos_id/],
    ['a token outside the vocabulary', { audio_token_id: 128256 }, /audio_token_id/],
    ['an unknown kind of rope', { rope_parameters: { rope_type: 'yarn', rope_theta: 1e4 } }, /rope_type/],
    ['two ropes that differ', { rope_theta: 10000 }, /rope/],
  ];
  test.each(modern)('%s', (_, change, message) => {
    const failure = failureOf({ ...huggingFaceLanguage(), ...change });
    expect(failure.kind).toBe('bad-checkpoint');
    expect(failure.message).toMatch(message);
  });
  const first: readonly [string, Record<string, unknown>, RegExp][] = [
    ['a layer without audio path', { audio_dual_ffn_layers: [0, 1, 2] }, /audio_dual_ffn_layers/],
    ['another adapter', { audio_adapter_type: 'stack' }, /audio_adapter_type/],
    ['no delay pattern', { use_delay_pattern: false }, /use_delay_pattern/],
    ['averaged embeddings', { audio_embed_avg: true }, /audio_embed_avg/],
    [
      'self attention between codebooks',
      { use_audio_out_self_attention: true },
      /use_audio_out_self_attention/,
    ],
    ['a codebook size that counts special ids', { audio_codebook_size: 1026 }, /audio_codebook_size/],
    ['two hidden sizes', { hidden_size: 2048 }, /hidden_size/],
  ];
  test.each(first)('%s in the first release', (_, change, message) => {
    expect(failureOf({ ...firstReleaseLanguage(), ...change }).message).toMatch(message);
  });
  test.each([null, [], 'text', 7])('%j is no config', (config) => {
    expect(failureOf(config).kind).toBe('bad-checkpoint');
  });
});

test('a tokenizer with other ids does not belong to the model', () => {
  const ids = new Map([
    ['<|AUDIO_OUT|>', 128016],
    ['<|audio_out_bos|>', 128013],
  ]);
  expect(parseLanguageSpec(huggingFaceLanguage(), ids).vocabularySize).toBe(128256);
  expect(failureOf(huggingFaceLanguage(), new Map([...ids, ['<|AUDIO_OUT|>', 5]])).message).toContain(
    '<|AUDIO_OUT|>',
  );
  expect(failureOf(huggingFaceLanguage(), new Map()).message).toContain('missing');
});
