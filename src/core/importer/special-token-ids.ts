import { parseJson } from '../data/untrusted-json';
import { fail } from '../failure';
import { refuseStrangeTokenizer } from '../package/known-tokenizer';
import { say } from '../sentence';
import type { NamedBytes } from './side-files';

/**
 * @param tokenizerFiles tokenizer.json and tokenizer_config.json among them.
 * @returns ids of the tokenizer's added tokens by their text; checked against the config, which repeats some.
 * @throws FailureError 'bad-checkpoint' also for a tokenizer that would not be loaded.
 */
export function specialTokenIds(tokenizerFiles: readonly NamedBytes[]): ReadonlyMap<string, number> {
  const tokenizer = parse(tokenizerFiles, 'tokenizer.json');
  const added = (tokenizer as { added_tokens?: unknown } | null)?.added_tokens;
  if (!Array.isArray(added)) {
    return fail('bad-checkpoint', say`The file tokenizer.json has no added_tokens: is it of another model?`);
  }
  refuseStrangeTokenizer(tokenizer, parse(tokenizerFiles, 'tokenizer_config.json'), (reason) =>
    fail(
      'bad-checkpoint',
      say`The tokenizer of this checkpoint ${reason}. Use the tokenizer files that were published with the model.`,
      { file: 'tokenizer.json' },
    ),
  );
  return new Map((added as { content: string; id: number }[]).map(({ content, id }) => [content, id]));
}

function parse(tokenizerFiles: readonly NamedBytes[], name: string): unknown {
  const bytes = tokenizerFiles.find(({ file }) => file === name)?.bytes;
  const refuse = (cause: unknown): never =>
    fail(
      'bad-checkpoint',
      say`The file ${name} is not valid JSON. Download it again.`,
      { file: name },
      cause,
    );
  return parseJson(bytes ?? new Uint8Array(0), refuse);
}
