import { expect, test } from 'vitest';
import { FailureError } from '../../../src/core/failure';
import { createTextTokenizer } from '../../../src/platform/tokenizer/hugging-face-tokenizer';

const bytes = (value: unknown) =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
const added = (id: number, content: string, special: boolean) => ({
  id,
  content,
  special,
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: false,
});
const files = {
  version: '1.0',
  added_tokens: [added(2, '<|eot_id|>', true), added(3, '<plain>', false)],
  normalizer: null,
  pre_tokenizer: null,
  post_processor: null,
  decoder: null,
  model: { type: 'BPE', vocab: { a: 0, b: 1 }, merges: [], unk_token: null },
};

test('tokens that are recognised in text are listed, special or not', () => {
  const tokenizer = createTextTokenizer(bytes(files), bytes({}));
  expect(tokenizer.encode('ab<|eot_id|>a<plain>')).toEqual([0, 1, 2, 0, 3]);
  expect(tokenizer.specialTokens).toEqual(['<|eot_id|>', '<plain>']);
  expect(tokenizer.specialId('<|eot_id|>')).toBe(2);
  expect(tokenizer.specialId('a')).toBeNull();
  expect(tokenizer.encode('')).toEqual([]);
  expect(tokenizer.decode([])).toBe('');
});

test.each([
  ['not JSON', '{'],
  ['no object', '7'],
  ['no model', '{}'],
])('files that are %s make a damaged package', (_, text) => {
  try {
    createTextTokenizer(bytes(text), bytes({}));
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(FailureError);
    expect((error as FailureError).failure.kind).toBe('bad-package');
  }
});
