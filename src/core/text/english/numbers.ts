import type { TextRule } from '../text-rule';
import { apart, plainNumber } from './amounts';
import { cardinalWords, digitWords, numberWords } from './number-words';
import { scaledNumber, scaledWords } from './scaled-numbers';

const signed = new RegExp(String.raw`(?<![\p{L}\p{N}_)]|\d[.,])([-+])(?=\.?\d)(${plainNumber})(?!-\d)`, 'gu');
const separated = /(?<!\d|\d[.,])\d{1,3}(?:,\d{3}){1,21}(?![\d])/g;
const coded =
  /(?<=\b(?:code|pin|PIN|otp|OTP|zip|ending in|ends in|account|card|id|ID|passcode|password|serial|postcode)(?: (?:is|in|no\.?|number))?:? )\d{3,66}(?!\d|[.,:/-]\d)/g;
/** Thousands with a space between. */
const spaced = /(?<![\p{L}\d.,])\d{1,3}(?: 000){1,9}(?![\d.,])/gu;
const digits = /\d+/g;
const plan = /\b401 ?(?:\(k\)|k\b)/gi;

/** Whole numbers, in every form that no other rule has taken. */
export const numbers: TextRule = {
  name: 'numbers',
  label: 'Numbers: 1,234, -5, 007',
  apply: (text) =>
    text
      .replace(plan, () => 'four oh one k')
      .replace(coded, ([written]) => digitWords(written))
      .replace(spaced, ([written]) => cardinalWords(written.replaceAll(' ', '')))
      .replace(signed, ([, sign, number]) => numberWords(sign + number!))
      .replace(scaledNumber, scaledWords)
      .replace(separated, ([written]) => cardinalWords(written))
      .replace(digits, (match) =>
        apart(match, isCode(match[0]) ? digitWords(match[0]) : cardinalWords(match[0])),
      ),
};

/** Long runs without separators are codes, unless they end in zeros as counted things do. */
function isCode(digits: string): boolean {
  return digits.length >= 8 && !/000$/.test(digits);
}
