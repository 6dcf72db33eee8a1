import type { TextRule } from '../text-rule';
import { cardinalWords, pairWords, pluralWords, yearWords } from './number-words';

const era = String.raw`(?:B\.?C\.?E\.?|A\.?D\.?|B\.?C\.?|C\.?E\.?|bce?|b\.c\.(?:e\.)?|a\.d\.|c\.e\.)(?![\p{L}])`;
const withEra = new RegExp(
  String.raw`(?<![\p{L}\p{N}_,.])(?:(A\.?D\.?|c\.|ca\.) ?)?(\d{1,4})(?: to (\d{1,4}))? ?(${era})?(?![\p{L}\p{N}]|[,.]\d)`,
  'gu',
);
const decade = /(?<![\p{L}\p{N}_,.])(?:(\d{3})0|['’]?(\d)0)['’]?s(?![\p{L}\p{N}])/gu;
const shortYear = /(?<![\p{L}\p{N}_])['’](\d{2})(?![\p{L}\p{N}%]|[.,:]\d)/gu;
const fourDigits =
  /(?<![\p{L}\p{N}_$€£¥+#.]|\d[,:/-]|(?<!\b(?:pre|post|mid|early|late|non|[A-Z]\p{Ll}{2,20}))[-–])([12]\d{3})(?![\p{L}\p{N}_%°]|[,.:/]\d|-[\p{L}\d])/gu;
const nextYear = /(?<![\p{L}\p{N}_.,/-])((?:19|20)\d\d)\/((?:19|20)\d\d)(?![\p{L}\p{N}/-])/gu;
const schoolYear = /(?<![\p{L}\p{N}_.,/-])((?:19|20)(\d\d))[-–/](\d\d)(?![\p{L}\p{N}]|[-/.,]\d)/gu;

/** `1999`, `44 BC`, the `1980s`, `'80s`, `2019-20`. */
export const years: TextRule = {
  name: 'years',
  label: 'Years: 1999, 44 BC, the 1980s',
  apply: (text) =>
    text
      .replace(withEra, (match) => {
        const [written, before, first, last, behind] = match;
        if (!before && !behind) return null;
        const said = `${yearWords(first!)}${last ? ` to ${yearWords(last)}` : ''}`;
        const lead = before ? (before.startsWith('A') ? 'AD ' : 'around ') : '';
        const isEnd = /\.$/.test(written) && endsSentence(match);
        return `${lead}${said}${behind ? ` ${behind.replaceAll('.', '').toUpperCase()}` : ''}${isEnd ? '.' : ''}`;
      })
      .replace(decade, (match) => {
        const [, long, short] = match;
        const year = long ? `${long}0` : `${short}0`;
        if (long && !/^[12]/.test(long)) return null;
        return year.endsWith('000') && year !== '1000'
          ? pluralWords(cardinalWords(year))
          : pluralWords(yearWords(year));
      })
      .replace(schoolYear, ([, year, short, next]) =>
        (Number(short) + 1) % 100 === Number(next)
          ? `${yearWords(year!)} to ${cardinalWords(String(Number(next)))}`
          : null,
      )
      .replace(nextYear, ([, year, next]) =>
        Number(year) + 1 === Number(next) ? `${yearWords(year!)} ${yearWords(next!)}` : null,
      )
      .replace(shortYear, ([, digits]) => pairWords(digits!))
      .replace(fourDigits, (match) => (isYear(match) ? yearWords(match[1]!) : null)),
};

/** Words before a year, words that no quantity follows, and words before a quantity. */
const yearCue =
  /\b(?:in|since|by|until|till|from|during|after|before|circa|around|year|years|early|late|mid|of|and|to|through|between|spring|summer|autumn|fall|winter|class|vintage|copyright|©|model),? $/i;
const sureCue =
  /\b(?:in|since|until|till|during|circa|year|early|late|summer|spring|autumn|winter|copyright) $/i;
const quantityCue =
  /\b(?:are|about|over|under|nearly|almost|than|only|exactly|total|costs?|weighs?|has|have|had|number|item|least|most|approximately|approx\.|another|some|other|x|times|plus|minus|equals) $/i;
const codeCue =
  /\b(?:code|pin|otp|zip|ending|ends|account|card|id|passcode|password|serial|extension|ext\.?)(?: (?:is|in|no|number|with))?:? $/i;
/** Nouns that end in s and verbs that do: only the former are counted. */
const counted =
  /^ (?:(?!(?:is|was|has|does|as|this|its|his|us|yes|always|perhaps|sales|prices|elections?)\b)\p{Ll}{2,20}s|people|men|women|children|percent|feet|fish|sheep|euro|yen|won|yuan)\b/u;

function isYear(match: RegExpExecArray): boolean {
  const year = Number(match[1]);
  const before = match.input.slice(Math.max(0, match.index - 30), match.index);
  const after = match.input.slice(match.index + 4, match.index + 30);
  if (codeCue.test(before) || year > 2099) return false;
  if (year >= 1500 && sureCue.test(before)) return true;
  if (counted.test(after) || /^ (?:\+|-|–|×|x|\*|\/|=|<|>) /.test(after) || /[+×*=<>] ?$/.test(before))
    return false;
  if (yearCue.test(before)) return true;
  if (year >= 1500 && /\b(?:1[5-9]|20)\d\d, $/.test(before)) return true; // in a list
  if (quantityCue.test(before)) return false;
  return year >= 1900 || year % 100 !== 0;
}

function endsSentence(match: RegExpExecArray): boolean {
  return /^(?:\s*$|\n| \p{Lu})/u.test(
    match.input.slice(match.index + match[0].length, match.index + match[0].length + 3),
  );
}
