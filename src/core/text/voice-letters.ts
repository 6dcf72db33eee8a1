import { type Sentence, say } from '../sentence';
import type { MappedText } from './mapped-text';

export type VoiceLetters = {
  /** English names: `English`, `German`. */
  readonly languages: readonly string[];
  /** Lower-case letters; null for a voice without such a limit. */
  readonly letters: ReadonlySet<string> | null;
};

/** Letters without a decomposition into a base letter and a mark. */
const folded: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ħ: 'h',
  ı: 'i',
  ŋ: 'ng',
  ĳ: 'ij',
  ſ: 's',
};

/** Limit of named letters; further ones are counted. */
const MOST_NAMED = 6;
const word = /[\p{L}\p{M}][\p{L}\p{M}\p{N}'’]*/gu;

/**
 * Reads the manifest's field: letters and ranges of letters, such as `a-z` or `a-zäöüß`.
 * @throws RangeError for a range that runs backwards or is too long.
 */
export function parseLetters(written: string): ReadonlySet<string> {
  const letters = new Set<string>();
  const signs = Array.from(written.toLowerCase().replace(/\s/g, ''));
  for (let at = 0; at < signs.length; at++) {
    const first = signs[at]!;
    const isRange = signs[at + 1] === '-' && signs[at + 2] !== undefined;
    const last = isRange ? signs[at + 2]! : first;
    const [from, to] = [first.codePointAt(0)!, last.codePointAt(0)!];
    if (to < from || to - from > MAX_RANGE) {
      throw new RangeError(`"${first}-${last}" is no range of letters. Write the lower letter first.`);
    }
    for (let code = from; code <= to; code++) letters.add(String.fromCodePoint(code));
    if (isRange) at += 2;
  }
  return letters;
}

/** The longest alphabet in one block: the syllables of Hangul. */
const MAX_RANGE = 11_172;

/** Letters of the said text that the voice does not have, most frequent first, in lower case. */
export function unknownLetters(said: string, voice: VoiceLetters): readonly string[] {
  if (voice.letters === null) return [];
  const counts = new Map<string, number>();
  for (const [letter] of said.toLowerCase().matchAll(/\p{L}\p{M}*/gu)) {
    if (isSayable(letter, voice.letters)) continue;
    counts.set(letter, (counts.get(letter) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1]).map(([letter]) => letter);
}

/** `This voice speaks English; «ж, ф» and 14 more letters will be left out.` Null where nothing is left out. */
export function unknownLettersSentence(said: string, voice: VoiceLetters): Sentence | null {
  const unknown = unknownLetters(said, voice);
  if (unknown.length === 0) return null;
  const named = unknown.length <= MOST_NAMED ? unknown : unknown.slice(0, 2);
  const more = unknown.length - named.length;
  const languages = listOf(voice.languages);
  const letters = named.join(', ');
  return more > 0
    ? say`This voice speaks ${languages}; «${letters}» and ${more} more letters will be left out.`
    : say`This voice speaks ${languages}; «${letters}» will be left out.`;
}

/**
 * The text with the voice's letters only. Accents go where the base letter is known (café → cafe); other
 * letters go, and a word that is made of nothing else goes whole.
 */
export function inVoiceLetters(said: MappedText, voice: VoiceLetters): MappedText {
  const { letters } = voice;
  if (letters === null) return said;
  return said.replace(word, ([written]) => {
    const known = Array.from(written.normalize('NFC'), (sign) => letterForVoice(sign, letters)).join('');
    return /[\p{L}\p{N}]/u.test(known) ? known : '';
  });
}

function isSayable(letter: string, letters: ReadonlySet<string>): boolean {
  return letterForVoice(letter.normalize('NFC'), letters) !== '';
}

/** One letter as the voice has it: itself, or without its accent, or nothing. Other signs stay. */
function letterForVoice(sign: string, letters: ReadonlySet<string>): string {
  const small = sign.toLowerCase();
  if (letters.has(small) || !/[\p{L}\p{M}]/u.test(sign)) return sign;
  const base = folded[small] ?? small.normalize('NFD').replace(/\p{M}/gu, '');
  if (base === '' || !Array.from(base).every((letter) => letters.has(letter))) return '';
  return sign === small ? base : base[0]!.toUpperCase() + base.slice(1);
}

function listOf(names: readonly string[]): string {
  return new Intl.ListFormat('en', { type: 'conjunction' }).format(names);
}
