import { fail } from '../failure';
import type { NamedBytes } from './side-files';

/**
 * @param tokenizerFiles with tokenizer.json among them.
 * @returns ids of the tokenizer's added tokens by their text; checked against the config, which repeats some.
 */
export function specialTokenIds(tokenizerFiles: readonly NamedBytes[]): ReadonlyMap<string, number> {
  const bytes = tokenizerFiles.find(({ file }) => file === 'tokenizer.json')?.bytes;
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    return fail('bad-checkpoint', 'The file tokenizer.json is not valid JSON. Download it again.', {}, error);
  }
  const added = (value as { added_tokens?: unknown } | null)?.added_tokens;
  if (!Array.isArray(added)) {
    return fail('bad-checkpoint', 'The file tokenizer.json has no added_tokens: is it of another model?');
  }
  const ids = new Map<string, number>();
  for (const token of added as ({ content?: unknown; id?: unknown } | null)[]) {
    if (typeof token?.content === 'string' && Number.isInteger(token.id)) {
      ids.set(token.content, token.id as number);
    }
  }
  return ids;
}
