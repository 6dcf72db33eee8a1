import { Tokenizer } from '@huggingface/tokenizers';
import { fail } from '../../core/failure';
import type { TextTokenizer } from '../../core/prompt/text-tokenizer';

/**
 * The checkpoint's tokenizer through @huggingface/tokenizers: the tokenizer half of transformers.js, plain
 * JavaScript without a second onnxruntime-web behind it.
 * @param tokenizerJson content of tokenizer.json.
 * @param configJson content of tokenizer_config.json.
 * @throws FailureError 'bad-package'
 */
export function createTextTokenizer(tokenizerJson: Uint8Array, configJson: Uint8Array): TextTokenizer {
  const tokenizer = parse(tokenizerJson, configJson);
  const added = [...tokenizer.get_added_tokens_decoder().values()];
  const ids = new Map(added.map((token) => [token.content, token.id]));
  return {
    encode: (text) => (text === '' ? [] : tokenizer.encode(text, { add_special_tokens: false }).ids),
    decode: (tokenIds) =>
      tokenIds.length === 0
        ? ''
        : tokenizer.decode([...tokenIds], {
            skip_special_tokens: false,
            clean_up_tokenization_spaces: false,
          }),
    specialId: (token) => ids.get(token) ?? null,
    // Added tokens that are not marked special are recognised in text all the same.
    specialTokens: added.map((token) => token.content),
  };
}

function parse(tokenizerJson: Uint8Array, configJson: Uint8Array): Tokenizer {
  try {
    return new Tokenizer(json(tokenizerJson), json(configJson));
  } catch (cause) {
    fail(
      'bad-package',
      'The tokenizer files of this model cannot be read. Download or import the model again.',
      {},
      cause,
    );
  }
}

function json(bytes: Uint8Array): object {
  const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
  if (typeof value !== 'object' || value === null) throw new TypeError('not a JSON object');
  return value;
}
