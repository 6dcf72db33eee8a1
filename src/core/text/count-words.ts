/** Scripts without spaces between words; a word has about one and a half of their signs. */
const unspacedSign =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/gu;
const SIGNS_PER_WORD = 1.5;
const word = /[\p{L}\p{N}][\p{L}\p{M}\p{N}'’.-]*/gu;
/** A longer word, an address or a chain of letters, takes the time of several. */
const LETTERS_PER_WORD = 20;

/** Number of words in a text, in any script. */
export function countWords(text: string): number {
  const signs = text.match(unspacedSign)?.length ?? 0;
  const spaced = signs === 0 ? text : text.replace(unspacedSign, ' ');
  let count = Math.ceil(signs / SIGNS_PER_WORD);
  for (const [found] of spaced.matchAll(word)) count += Math.ceil(found.length / LETTERS_PER_WORD);
  return count;
}
