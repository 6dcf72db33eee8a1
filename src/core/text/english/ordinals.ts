import type { TextRule } from '../text-rule';
import { cardinalWords, ordinalWords } from './number-words';

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
