import type { TextRule } from '../text-rule';
import { isPronounceable } from './letter-names';
import { cardinalWords, digitWords, yearWords } from './number-words';

/** Letters and digits that touch, in parts joined by hyphens or slashes. */
const token = /(?<![\p{L}\p{N}]|\d[.,])[A-Za-z0-9]+(?:[-/–][A-Za-z0-9]+)*(?![\p{L}\p{N}]|\.\d)/gu;
const adjective =
  /(?<![\p{L}\p{N}_]|\d[.,:])((?:\d{1,3}(?:,\d{3}){1,6}|\d{1,15})(?:\.\d{1,15})?)-(?=\p{L}{2})/gu;
/** Heights of pictures: 1080p. */
const scanLines = /(?<![\p{L}\p{N}_.,])(?:480|720|1080|1440|2160)(?=p(?![\p{L}\p{N}]))/gu;
const perLetter = /(?<![\p{L}\p{N}_/.])(\d{1,15})\/([A-Za-z])(?![\p{L}\p{N}/])/gu;

/** `A4`, `B2B`, `covid-19`, `MIG-25`, `20-year-old`. */
export const serials: TextRule = {
  name: 'serials',
  label: 'Codes: A4, B2B, covid-19',
  apply: (text) =>
    text
      .replace(scanLines, ([lines]) => `${yearWords(lines)} `)
      .replace(perLetter, ([, number, letter]) => `${cardinalWords(number!)} per ${letter}`)
      .replace(token, ([written]) => (isSerial(written) ? serialWords(written) : null))
      .replace(adjective, ([, number]) => `${number} `),
};

function isSerial(written: string): boolean {
  if (!/\d/.test(written)) return false;
  if (/^\d+-[A-Za-z]{2,}(?:-[A-Za-z]+)*$/.test(written)) return true; // 20-year-old
  if (/^\d{1,3}[kKMBT]$/.test(written)) return false; // a number with its scale
  return /[A-Za-z]/.test(written) || (written.match(/[-/]/g)?.length ?? 0) >= 2;
}

function serialWords(written: string): string {
  const parts = written.match(/[A-Za-z]+|\d+/g) ?? [];
  return parts.map((part) => (/^\d/.test(part) ? digitsOfSerial(part) : lettersOfSerial(part))).join(' ');
}

/** Up to three digits are said as a number, more of them one by one. */
function digitsOfSerial(digits: string): string {
  return digits.length > 3 ? digitWords(digits) : cardinalWords(digits);
}

/** Capitals that are no word stay together: MP3 → MP three. */
function lettersOfSerial(letters: string): string {
  if (letters.length === 1) return letters;
  if (letters === letters.toUpperCase()) return isPronounceable(letters) ? letters.toLowerCase() : letters;
  return letters.length <= 3 && !/[aeiouy]/i.test(letters) ? letters.toUpperCase() : letters;
}
