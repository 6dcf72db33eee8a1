/**
 * Takes special-token syntax out of text that people wrote, so that no text can end a turn or open another
 * one. Each token becomes a space, so a token hidden inside the halves of another cannot come together;
 * repeated all the same, until none is left.
 * @param specialTokens texts of every token that the tokenizer would recognise.
 */
export function neutralise(text: string, specialTokens: readonly string[]): string {
  const any = anyOf(specialTokens);
  if (!any) return text;
  let cleaned = text;
  for (let before = ''; before !== cleaned; ) {
    before = cleaned;
    cleaned = cleaned.replace(any, ' '); // shorter every time, so this ends
  }
  return cleaned;
}

/** Half of a surrogate pair stands for no character; tokenizers differ in what they make of it. */
export function replaceLoneSurrogates(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD');
}

/** Keyed by the list itself: a long text needs the same one thousands of times. */
const patterns = new WeakMap<readonly string[], RegExp>();

/** Null for no tokens. */
function anyOf(specialTokens: readonly string[]): RegExp | null {
  const known = patterns.get(specialTokens);
  if (known) return known;
  const tokens = specialTokens.filter((token) => token.length > 1).sort((a, b) => b.length - a.length);
  if (tokens.length === 0) return null;
  const source = tokens.map((token) => token.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|');
  const pattern = new RegExp(source, 'g');
  patterns.set(specialTokens, pattern);
  return pattern;
}
