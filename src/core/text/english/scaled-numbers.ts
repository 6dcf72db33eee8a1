import { notInNumber, plainNumber, scaleName } from './amounts';
import { numberWords } from './number-words';

/** `10K`, `2.5B`: a number and a letter that touches it. */
export const scaledNumber = new RegExp(
  String.raw`${notInNumber}(${plainNumber})([kKMBT])(?![\p{L}\p{N}'’])(?! (?:run|race|walk|resolution|video|display|monitor|TV))`,
  'gu',
);

export function scaledWords(match: RegExpExecArray): string {
  const [written, number, letter] = match;
  const after = match.input.slice(match.index + written.length, match.index + written.length + 20);
  return `${numberWords(number!)} ${isScale(number!, letter!, after) ? scaleName(letter!) : letter}`;
}

/** Whether a letter behind a number makes it larger: 10K, 2.5B, 5M views, but flat 4B, a 4K screen, 3M. */
function isScale(number: string, letter: string, after: string): boolean {
  if (letter === 'k' || number.includes('.') || /^ (?:\p{Ll}{2,18}s\b|people)/u.test(after)) return true;
  return number.length > 1 && letter !== 'B' && letter !== 'T';
}
