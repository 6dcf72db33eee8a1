import { Tokenizer } from '@huggingface/tokenizers';
import { refuseSubstitute } from '../../core/data/foreign-file';
import { parsePythonJson } from '../../core/data/python-json';
import { FailureError, fail, quoted } from '../../core/failure';
import { refuseStrangeTokenizer } from '../../core/package/known-tokenizer';
import type { TextTokenizer } from '../../core/prompt/text-tokenizer';
import { say } from '../../core/sentence';

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
    encode(text) {
      if (text === '') return [];
      const encoded: readonly unknown[] = inWords(
        () => tokenizer.encode(text, { add_special_tokens: false }).ids,
      );
      if (encoded.every(Number.isInteger)) return encoded as number[];
      return fail(
        'bad-package',
        say`The tokenizer of this model has no tokens for ${quoted(text)}. Choose another.`,
      );
    },
    decode(tokenIds) {
      if (tokenIds.length === 0) return '';
      const plain = { skip_special_tokens: false, clean_up_tokenization_spaces: false };
      return inWords(() => tokenizer.decode([...tokenIds], plain));
    },
    specialId: (token) => ids.get(token) ?? null,
    // Added tokens that are not marked special are recognised in text all the same.
    specialTokens: added.map((token) => token.content),
  };
}

function parse(tokenizerJson: Uint8Array, configJson: Uint8Array): Tokenizer {
  refuseSubstitute(tokenizerJson, 'tokenizer.json', 'bad-package');
  refuseSubstitute(configJson, 'tokenizer_config.json', 'bad-package');
  return inWords(() => {
    const [tokenizer, config] = [json(tokenizerJson), json(configJson)];
    refuseStrangeTokenizer(tokenizer, config, (reason) =>
      fail('bad-package', say`The tokenizer of this model ${reason}. Import or download the model again.`),
    );
    return new Tokenizer(tokenizer, config);
  });
}

/** Makes a failure of what the library throws for bad parts of a file, when built or later. */
function inWords<T>(run: () => T): T {
  try {
    return run();
  } catch (cause) {
    if (cause instanceof FailureError) throw cause;
    fail(
      'bad-package',
      say`The tokenizer files of this model cannot be read. Download or import the model again.`,
      {},
      cause,
    );
  }
}

function json(bytes: Uint8Array): object {
  const value: unknown = parsePythonJson(new TextDecoder().decode(bytes));
  if (typeof value !== 'object' || value === null) throw new TypeError('not a JSON object');
  return value;
}
