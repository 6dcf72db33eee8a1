import type { TextRule } from '../text-rule';
import { cardinalWords, fractionWords, numberWords } from './number-words';

const start = String.raw`(?<![\p{L}\p{N}_/]|\d[.,:]|[\p{L}\p{N}]-)`;
const idioms: Readonly<Record<string, string>> = {
  '24/7': 'twenty four seven',
  '9/11': 'nine eleven',
  '50/50': 'fifty fifty',
  '20/20': 'twenty twenty',
};
const idiom = new RegExp(String.raw`${start}(?:24\/7|9\/11|50\/50|20\/20)(?![\p{L}\p{N}/]|[.,]\d)`, 'gu');
const fraction = new RegExp(
  String.raw`${start}(-)?(?:(\d{1,9})(?: |-| and ))?(\d{1,9})\/(\d{1,9})(?:ths?|rds?|nds?|sts?)?(?:(-)(?=\p{L})|(?![\p{L}\p{N}/]|[.:,]\d))`,
  'giu',
);

/** `1/2`, `3 1/4`, `2/3rds`. `½` is written as `1/2` by the rule of look-alike characters. */
export const fractions: TextRule = {
  name: 'fractions',
  label: 'Fractions: 1/2, ¾',
  apply: (text) =>
    text
      .replace(idiom, ([written]) => idioms[written]!)
      .replace(fraction, (match) => {
        const [, minus, whole, numerator, denominator, hyphen] = match;
        if (/^0/.test(denominator!)) return null;
        const after = match.input.slice(match.index + match[0].length, match.index + match[0].length + 8);
        const isScore =
          /^ (?:stars?|points?)\b/.test(after) || Number(numerator) + Number(denominator) === 100;
        if (isScore && !whole)
          return `${cardinalWords(numerator!)}${/^ /.test(after) && /star|point/.test(after) ? ' out of' : ''} ${cardinalWords(denominator!)}`;
        const part = fractionWords(numerator!, denominator!);
        return `${minus ? 'minus ' : ''}${whole ? `${cardinalWords(whole)} and ` : ''}${part}${hyphen ? ' ' : ''}`;
      }),
};

const percentage =
  /(?<![\p{L}\p{N}_]|\d[.,])((?<![\p{L}\p{N})])[-+])?([\d,]{0,90}\.?\d{1,66}) ?([%‰])(?:(?= ?[-–] )|(-))?/gu;

/** `50%`, `0.5 %`, `3‰`. */
export const percents: TextRule = {
  name: 'percent',
  label: 'Percent: 50%',
  apply: (text) =>
    text.replace(percentage, (match) => {
      const [, sign = '', number, unit, hyphen] = match;
      const words = numberWords(sign + number!);
      if (words === '') return null;
      const after = match.input.charAt(match.index + match[0].length);
      return `${words} ${unit === '%' ? 'percent' : 'per mille'}${hyphen || /[\p{L}\p{N}]/u.test(after) ? ' ' : ''}`;
    }),
};
