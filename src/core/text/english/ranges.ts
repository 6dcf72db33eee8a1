import type { TextRule } from '../text-rule';
import { plainNumber } from './amounts';

const currency = String.raw`(?:US\$|C\$|A\$|[$€£¥₩₹])`;
const clock = String.raw`\d{1,2}:[0-5]\d`;
const half = String.raw`(?: ?[AaPp]\.?[Mm]\b\.?)`;
const decade = String.raw`\d{2,4}0['’]?s`;
const fraction = String.raw`\d{1,3}\/\d{1,3}`;
const value = String.raw`(?:${clock}${half}?|\d{1,2}${half}|${decade}|${fraction}|${plainNumber}(?:st|nd|rd|th)?)`;
const behind = String.raw`(?: ?[%°¢]|(?:[kKmMbB]|bn|mn)(?![\p{L}]))?`;
const numberRange = new RegExp(
  String.raw`(?<![\p{L}\p{N}_]|[\p{N}\p{L}][-–—./,:]|\d[-–/] )(${currency})?(${value})(${behind})( ?)([-–—]|-{2})( ?)(${currency})?(${value})(?![\p{N}]|[-–/]\p{N}|[-–/](?!(?:year|month|week|day|hour|minute|second|mile|foot|inch|point|page|man|person|fold)s?\b)\p{L}|[.,:]\d|\p{L}\d)`,
  'gu',
);
const untilNoon = /(?<=\d ?[AaPp]\.?[Mm]\.?) ?[-–—] ?(?=(?:noon|midnight)\b)/g;

/** Sizes touch their sign or have a unit behind them; elsewhere the sign means multiplication. */
const size = String.raw`\d{1,6}(?:\.\d{1,6})?`;
const sizeUnit = `(?:cm|mm|m|km|ft|in|inch|inches|feet|foot|met(?:er|re)s?|yards?)`;
const touching = new RegExp(
  String.raw`(?<=\d(?:${sizeUnit}|["'])?)(?<!(?<!\d)0)[x×](?=${size}(?![\d^]))`,
  'gu',
);
const spaced = new RegExp(
  String.raw`(?<=\d(?: ?${sizeUnit}|["'])?) [x×] (?=${size}(?: [x×] ${size})? ?(?:${sizeUnit}(?![\p{L}])|["'″′]))`,
  'gu',
);

/** `3-5`, `10–12`, `1990-2000`, `$250-$300`, `5pm-7 pm`: the dash becomes "to", other rules say the ends. */
export const ranges: TextRule = {
  name: 'ranges',
  label: 'Ranges: 3-5, 1990-2000',
  apply: (text) =>
    text
      .replace(numberRange, (match) => {
        const [, sign = '', from, fromBehind, gap, dash, gapBehind, nextSign = '', to] = match;
        if (gap !== gapBehind) return null;
        const isHyphenApart = dash === '-' && gap !== '';
        const after = match.input.slice(match.index + match[0].length, match.index + match[0].length + 9);
        const hasUnit = sign + nextSign + fromBehind !== '' || /^ ?(?:[%°]|\p{L})/u.test(after);
        if (/^ ?=/.test(after) || !isRange(from!, to!, hasUnit, isHyphenApart)) return null;
        const first = nextSign || !sign ? sign : '';
        const second = nextSign || sign;
        return `${first}${from}${/[%°¢]$/.test(after.slice(0, 2)) ? '' : fromBehind} to ${second}${to}`;
      })
      .replace(untilNoon, () => ' to ')
      .replace(spaced, () => ' by ')
      .replace(touching, () => ' by '),
};

/** Descending numbers are codes or scores; numbers that differ much in length stand beside each other by chance. */
function isRange(from: string, to: string, hasUnit: boolean, isHyphenApart: boolean): boolean {
  if (/[^\d,.]/.test(from) || /[^\d,.]/.test(to)) return true;
  const [low, high] = [from, to].map((text) => Number(text.replaceAll(',', '')));
  const lengths = [from, to].map((text) => text.replace(/\..*|,/g, '').length);
  if (/^0\d/.test(from) || /^0\d/.test(to)) return false;
  if (lengths[0] === 3 && lengths[1] === 4 && !hasUnit) return false; // a telephone number
  if (isHyphenApart && Math.abs(lengths[0]! - lengths[1]!) > 1) return false;
  if (low! < high!) return true;
  if (isYearAndPart(from, to)) return false;
  return hasUnit ? !isHyphenApart : lengths[0]! <= 2 && !isHyphenApart;
}

function isYearAndPart(from: string, to: string): boolean {
  return /^(?:19|20)\d\d$/.test(from) && /^\d\d$/.test(to);
}
