/**
 * Takes special-token syntax out of text that people wrote, so that no text can end a turn or open another one.
 * Each token becomes a space, so a token hidden inside the halves of another cannot come together; repeated all
 * the same, until none is left.
 * @param specialTokens texts of every token that the tokenizer would recognise.
 */
export function neutralise(text: string, specialTokens: readonly string[]): string {
  const patterns = specialTokens.filter((token) => token.length > 1).sort((a, b) => b.length - a.length);
  if (patterns.length === 0) return text;
  const any = new RegExp(
    patterns.map((token) => token.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|'),
    'g',
  );
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
