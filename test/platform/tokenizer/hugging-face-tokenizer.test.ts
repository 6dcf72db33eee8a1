import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FailureError } from '../../../src/core/failure';
import { createTextTokenizer } from '../../../src/platform/tokenizer/hugging-face-tokenizer';
import { casesInThread, MOST_GROWTH_BYTES } from '../../fakes/damaged-cases';
import { fuzzTimeoutMilliseconds } from '../../fakes/fuzz-factor';
import { PAGE, POINTER } from '../../toy/substitutes';

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

const split = (pattern: unknown) => ({ type: 'Split', pattern, behavior: 'Isolated', invert: false });
const byteLevel = { type: 'ByteLevel', add_prefix_space: false, use_regex: false };
const llama =
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

function refusalOf(tokenizer: unknown, config: unknown = {}): string {
  try {
    createTextTokenizer(bytes(tokenizer), bytes(config));
  } catch (error) {
    expect(error).toBeInstanceOf(FailureError);
    expect((error as FailureError).failure.kind).toBe('bad-package');
    return (error as FailureError).message;
  }
  throw new Error('nothing was refused');
}

test.each([
  'public/models/voice/tokenizer.json',
  'test/golden/data/text-tokenizer/tokenizer.json',
  'test/golden-v3/data/text-tokenizer/tokenizer.json',
])('%s is one of the families’', (path) => {
  expect(createTextTokenizer(readFileSync(path), bytes({})).encode('Hello 12345!').length).toBeGreaterThan(1);
});

test.each<[string, object, RegExp]>([
  ['pattern', { pre_tokenizer: split({ Regex: '(?:a+)+b' }) }, /cuts text with the pattern "\(\?:a\+\)\+b"/],
  [
    'pattern behind a good one',
    {
      pre_tokenizer: {
        type: 'Sequence',
        pretokenizers: [split({ Regex: llama }), split({ Regex: '(a*)*b' })],
      },
    },
    /the pattern "\(a\*\)\*b"/,
  ],
  [
    'normaliser with a pattern',
    { normalizer: { type: 'Replace', pattern: { Regex: '(a+)+b' }, content: '' } },
    /a normalizer of the type "Replace"/,
  ],
  [
    'decoder with a pattern',
    { decoder: { type: 'Sequence', decoders: [{ type: 'Replace', pattern: { Regex: '(a+)+b' } }] } },
    /a decoder of the type "Replace"/,
  ],
  ['cut into digits', { pre_tokenizer: { type: 'Digits' } }, /a pre_tokenizer of the type "Digits"/],
  ['model', { model: { type: 'Unigram', vocab: [] } }, /only BPE is read/],
  ['token id', { model: { ...files.model, vocab: { a: 1e9 } } }, /the token id 1000000000/],
  ['added token', { added_tokens: [added(-1, 'x', false)] }, /the added token/],
])('a strange %s is refused in words', (_, change, reason) => {
  expect(refusalOf({ ...files, ...change })).toMatch(reason);
});

test('a pointer or a page in place of the files is named', () => {
  expect(refusalOf(POINTER)).toMatch(/tokenizer.json is a Git LFS pointer/);
  expect(refusalOf(files, PAGE)).toMatch(/tokenizer_config.json is a web page/);
});

test('numbers that Python writes are read', () => {
  expect(createTextTokenizer(bytes(files), bytes('{"model_max_length": Infinity}')).encode('a')).toEqual([0]);
});

test(
  'thousands of damaged tokenizers are read or refused, and speak no nonsense',
  async () => {
    const sound = {
      ...files,
      normalizer: { type: 'NFC' },
      pre_tokenizer: { type: 'Sequence', pretokenizers: [split({ Regex: llama }), byteLevel] },
      post_processor: byteLevel,
      decoder: byteLevel,
      model: {
        type: 'BPE',
        unk_token: null,
        byte_fallback: false,
        ignore_merges: false,
        vocab: Object.fromEntries(
          Array.from('HelowrdĠ!', (letter, id) => [letter, id + 10]).concat([['lo', 30]]),
        ),
        merges: [['l', 'o']],
      },
    };
    const config = { tokenizer_class: 'x', additional_special_tokens: ['<|eot_id|>'], model_max_length: 9 };
    const thread = new URL('./damaged-tokenizers-thread.ts', import.meta.url);
    const data = [JSON.stringify(sound), JSON.stringify(config)];
    const { refused, grownBytes } = await casesInThread(thread, 1000, data);
    expect(refused).toBeGreaterThan(500);
    expect(grownBytes).toBeLessThan(MOST_GROWTH_BYTES);
  },
  fuzzTimeoutMilliseconds,
);
