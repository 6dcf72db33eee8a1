import { cardinalWords, fractionWords, numberWords } from './number-words';

/**
 * Sources of regular expressions for written amounts. Each is bounded, so that no text can make the search
 * slow, and none starts within a longer number: put `notInNumber` before it.
 */
export const notInNumber = String.raw`(?<![\p{L}\p{N}_]|\d[.,:/])`;

/** Number with or without thousands separators, then decimals: `1,234.5`, `1234`, `.5`. */
export const plainNumber = String.raw`(?:\d{1,3}(?:,\d{3}){1,21}(?!\d)|\d{1,66})?(?:(?<=\d)(?:\.\d{1,66})?|\.\d{1,66})(?!\d)`;

/** A minus sign belongs to a number where no word or number stands before it. */
const sign = String.raw`(?:(?<![\p{L}\p{N})])-)?`;

/** `3 1/4`, `1/2`: a whole number may stand before. */
const fraction = String.raw`(?:\d{1,9} )?\d{1,9}/\d{1,9}(?![\d/])`;

const signedNumber = `${sign}${plainNumber}`;
export const amount = `(?:${fraction}|${signedNumber})`;

/** @param written as `amount` matches it. */
export function amountWords(written: string): string {
  const parts = /^(?:(\d+) )?(\d+)\/(\d+)$/.exec(written);
  if (!parts) return numberWords(written);
  const [, whole, numerator, denominator] = parts;
  const part = fractionWords(numerator!, denominator!);
  return whole ? `${cardinalWords(whole)} and ${part}` : part;
}

/** Whether the amount takes a noun in the singular: one kilometer, minus one degree, half a mile. */
export function isSingular(written: string): boolean {
  return /^-?1$/.test(written) || /^[1-9]\d*\/\d+$/.test(written);
}

/** Words that make a number larger, as they stand behind it. Letters count only when they touch the number. */
const scales: Readonly<Record<string, string>> = {
  k: 'thousand',
  m: 'million',
  mn: 'million',
  mm: 'million',
  mil: 'million',
  mio: 'million',
  b: 'billion',
  bn: 'billion',
  bln: 'billion',
  t: 'trillion',
  tn: 'trillion',
  trn: 'trillion',
};

export const scaleWord = '(?:[Hh]undred|[Tt]housand|[Mm]illion|[Bb]illion|[Tt]rillion|[Qq]uadrillion)';
export const scaleLetters = `(?:${Object.keys(scales)
  .flatMap((letters) => [letters, letters.toUpperCase()])
  .sort((a, b) => b.length - a.length)
  .join('|')})`;

/** `k` → thousand; a word stays as it is. */
export function scaleName(written: string): string {
  return scales[written.toLowerCase()] ?? written.toLowerCase();
}

/** Words must not run into letters that touch the digits. */
export function apart(match: RegExpExecArray, words: string): string {
  const before = /[\p{L}\p{N}]$/u.test(match.input.slice(Math.max(0, match.index - 2), match.index))
    ? ' '
    : '';
  const at = match.index + match[0].length;
  return `${before}${words}${/^[\p{L}\p{N}]/u.test(match.input.slice(at, at + 2)) ? ' ' : ''}`;
}
