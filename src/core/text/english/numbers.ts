import type { TextRule } from '../text-rule';
import { notInNumber, plainNumber, scaleName, scaleWord } from './amounts';
import { cardinalWords, digitWords, numberWords, ordinalWords, yearWords } from './number-words';

const signed = new RegExp(String.raw`(?<![\p{L}\p{N}_)]|\d[.,])([-+])(?=\.?\d)(${plainNumber})(?!-\d)`, 'gu');
const scaled = new RegExp(
  String.raw`${notInNumber}(${plainNumber})([kKMBT])(?![\p{L}\p{N}'’])(?! (?:run|race|walk|resolution|video|display|monitor|TV))`,
  'gu',
);
const decimal = new RegExp(String.raw`${notInNumber}(?=[\d,]{0,90}\.\d)(${plainNumber})(?!\.\d)`, 'gu');
const version = /(?<![\p{N}.])\d{1,66}(?:\.\d{1,66}){2,20}(?![\p{N}])/gu;
const separated = /(?<!\d|\d[.,])\d{1,3}(?:,\d{3}){1,21}(?![\d])/g;
const coded =
  /(?<=\b(?:code|pin|PIN|otp|OTP|zip|ending in|ends in|account|card|id|ID|passcode|password|serial|postcode)(?: (?:is|in|no\.?|number))?:? )\d{3,66}(?!\d|[.,:/-]\d)/g;
const street =
  /(?<![\p{L}\p{N}_.,$-])(\d{3,5})(?= (?:[NSEW]\.? )?(?:\p{Lu}[\p{L}'.]{1,20} ){1,3}(?:St|Street|Ave|Avenue|Rd|Road|Blvd|Boulevard|Ln|Lane|Dr|Drive|Ct|Court|Pl|Place|Way|Hwy|Highway|Pkwy|Sq|Square|Ter|Terrace)\b)/gu;
const room = /(?<=\b(?:[Rr]oom|[Ff]light|[Ss]uite|[Aa]partment|[Rr]oute) )\d{3,4}(?![\p{L}\p{N}]|[.,:-]\d)/gu;
const digits = /\d+/g;
const plan = /\b401 ?\(k\)/g;

/** Whole numbers, in every form that no other rule has taken. */
export const numbers: TextRule = {
  name: 'numbers',
  label: 'Numbers: 1,234, -5, 007',
  apply: (text) =>
    text
      .replace(plan, () => 'four oh one k')
      .replace(room, ([number]) => streetNumber(number))
      .replace(street, ([, number]) => streetNumber(number!))
      .replace(coded, ([written]) => digitWords(written))
      .replace(signed, ([, sign, number]) => numberWords(sign + number!))
      .replace(scaled, scaledWords)
      .replace(separated, ([written]) => cardinalWords(written))
      .replace(digits, (match) =>
        apart(match, isCode(match[0]) ? digitWords(match[0]) : cardinalWords(match[0])),
      ),
};

/** `3.14`, `.5`, `2.0.1`. */
export const decimals: TextRule = {
  name: 'decimals',
  label: 'Decimals: 3.14, version 2.0.1',
  apply: (text) =>
    text
      .replace(scaled, (match) => (match[1]!.includes('.') ? scaledWords(match) : null))
      .replace(version, ([written]) => written.split('.').map(cardinalWords).join(' point '))
      .replace(
        new RegExp(`(?<![\\p{L}\\p{N}_)])-${decimal.source.slice(notInNumber.length)}`, 'gu'),
        ([, number]) => numberWords(`-${number}`),
      )
      .replace(new RegExp(`${notInNumber}(${plainNumber})[-–]?( ${scaleWord})`, 'gu'), ([, number, scale]) =>
        number!.includes('.') ? `${numberWords(number!)}${scale}` : null,
      )
      .replace(decimal, (match) => apart(match, numberWords(match[1]!))),
};

const ordinal =
  /(?<![\p{L}_\p{N}]|\d[.,/])(\d{1,3}(?:,\d{3}){1,21}|\d{1,66})(st|nd|rd|th)(?![\p{L}\p{N}])/giu;

/** `1st`, `21st`; with an ending that does not fit, number and ending apart. */
export const ordinals: TextRule = {
  name: 'ordinals',
  label: 'Ordinals: 1st, 21st',
  apply: (text) =>
    text.replace(ordinal, ([, digits, ending]) => {
      const fits = ending!.toLowerCase() === ordinalEnding(digits!);
      return fits ? ordinalWords(digits!) : `${cardinalWords(digits!)} ${ending!.toLowerCase()}`;
    }),
};

function ordinalEnding(digits: string): string {
  if (/1\d$/.test(digits)) return 'th';
  return { 1: 'st', 2: 'nd', 3: 'rd' }[Number(digits.slice(-1))] ?? 'th';
}

function scaledWords(match: RegExpExecArray): string {
  const [written, number, letter] = match;
  const after = match.input.slice(match.index + written.length, match.index + written.length + 20);
  return `${numberWords(number!)} ${isScale(number!, letter!, after) ? scaleName(letter!) : letter}`;
}

/** Whether a letter behind a number makes it larger: 10K, 2.5B, 5M views, but flat 4B, a 4K screen, 3M. */
function isScale(number: string, letter: string, after: string): boolean {
  if (letter === 'k' || number.includes('.') || /^ (?:\p{Ll}{2,18}s\b|people)/u.test(after)) return true;
  return number.length > 1 && letter !== 'B' && letter !== 'T';
}

/** Long runs without separators are codes, unless they end in zeros as counted things do. */
function isCode(digits: string): boolean {
  return digits.length >= 8 && !/000$/.test(digits);
}

/** `1428` → fourteen twenty eight, `905` → nine oh five. */
function streetNumber(digits: string): string {
  if (digits.length === 4) return yearWords(digits);
  if (digits.length === 3 && !digits.endsWith('00')) {
    const rest = digits.slice(1);
    return `${cardinalWords(digits[0]!)} ${rest.startsWith('0') ? `oh ${cardinalWords(rest[1]!)}` : cardinalWords(rest)}`;
  }
  return digits.length === 5 ? digitWords(digits) : cardinalWords(digits);
}

/** Words must not run into letters that touch the digits. */
function apart(match: RegExpExecArray, words: string): string {
  const before = /[\p{L}\p{N}]$/u.test(match.input.slice(Math.max(0, match.index - 2), match.index))
    ? ' '
    : '';
  const at = match.index + match[0].length;
  return `${before}${words}${/^[\p{L}\p{N}]/u.test(match.input.slice(at, at + 2)) ? ' ' : ''}`;
}
