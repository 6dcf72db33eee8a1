import { toCardinal, toOrdinal } from 'n2words/en-US';

/** The library names scales up to the vigintillion; what is longer is said digit by digit. */
const MOST_DIGITS = 66;

const digitNames = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** Hyphens become spaces: a voice says both alike, and a compound stays one word per number. */
const plain = (words: string) => words.replaceAll('-', ' ');

/** `007` → zero zero seven. Other characters than digits are left out. */
export function digitWords(digits: string): string {
  return Array.from(digits.replace(/\D/g, ''), (digit) => digitNames[Number(digit)]!).join(' ');
}

/** @param digits may hold thousands separators. A leading zero makes it a code, said digit by digit. */
export function cardinalWords(digits: string): string {
  const bare = digits.replaceAll(',', '');
  if (bare.length > MOST_DIGITS || /^0\d/.test(bare)) return digitWords(bare);
  return plain(toCardinal(BigInt(bare)));
}

/** `21` → twenty first. */
export function ordinalWords(digits: string): string {
  const bare = digits.replaceAll(',', '').replace(/^0+(?=\d)/, '');
  if (bare.length > MOST_DIGITS) return digitWords(bare);
  return bare === '0' ? 'zeroth' : plain(toOrdinal(BigInt(bare)));
}

/** `-1,234.50` → minus one thousand two hundred thirty four point five zero; `.5` → point five. */
export function numberWords(number: string): string {
  const [, sign, whole, decimals] = /^([-+]?)([\d,]*)(?:\.(\d+))?$/.exec(number) ?? [];
  const words = [
    sign === '-' ? 'minus' : sign === '+' ? 'plus' : '',
    whole ? cardinalWords(whole) : '',
    decimals ? `point ${digitWords(decimals)}` : '',
  ];
  return words.filter((word) => word !== '').join(' ');
}

/** `1999` → nineteen ninety nine, `1906` → nineteen oh six, `2004` → two thousand four, `476` → four seventy six. */
export function yearWords(digits: string): string {
  const year = Number(digits);
  const rest = year % 100;
  if (year < 100 || year > 9999 || (year % 1000 < 10 && year >= 1000)) return cardinalWords(String(year));
  const century = cardinalWords(String(Math.floor(year / 100)));
  if (rest === 0) return `${century} hundred`;
  return `${century} ${rest < 10 ? `oh ${digitNames[rest]}` : cardinalWords(String(rest))}`;
}

/** Two digits of a year or of minutes: `05` → oh five, `45` → forty five. */
export function pairWords(digits: string): string {
  return /^0[1-9]$/.test(digits) ? `oh ${digitNames[Number(digits)]}` : cardinalWords(String(Number(digits)));
}

/** Plural of the last word: twenty → twenties, hundred → hundreds, six → sixes. */
export function pluralWords(words: string): string {
  if (/[^aeiou]y$/.test(words)) return `${words.slice(0, -1)}ies`;
  return /(?:s|x|ch|sh)$/.test(words) ? `${words}es` : `${words}s`;
}

/** `1`, `2` → one half; `3`, `4` → three quarters; `1`, `2007` → one two thousand seventh. */
export function fractionWords(numerator: string, denominator: string): string {
  const isOne = Number(numerator.replaceAll(',', '')) === 1;
  const part = Number(denominator.replaceAll(',', ''));
  const parts = cardinalWords(numerator);
  if (part === 2) return `${parts} ${isOne ? 'half' : 'halves'}`;
  if (part === 4) return `${parts} ${isOne ? 'quarter' : 'quarters'}`;
  if (part === 0 || part === 1) return `${parts} over ${cardinalWords(denominator)}`;
  const name = ordinalWords(denominator);
  return `${parts} ${isOne ? name : `${name}s`}`;
}
