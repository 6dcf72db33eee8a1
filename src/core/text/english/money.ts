import type { TextRule } from '../text-rule';
import { notInNumber, plainNumber, scaleLetters, scaleName, scaleWord } from './amounts';
import { type Currency, currencyCodes, currencySigns } from './currencies';
import { cardinalWords, numberWords } from './number-words';
import { unitNamed } from './unit-names';

const escaped = (text: string) => text.replace(/[$.]/g, '\\$&');
const anyOf = (names: Readonly<Record<string, unknown>>) =>
  `(?:${Object.keys(names)
    .sort((a, b) => b.length - a.length)
    .map(escaped)
    .join('|')})`;
const signs = anyOf(currencySigns);
const codes = anyOf(currencyCodes);
const behind = '(?:[$€£¥₩₹₽₺₪₫₴₱₿฿])';

const scale = String.raw`(?: ?(${scaleWord}|(?:${scaleLetters})(?![\p{L}\p{N}])))?`;
const per = String.raw`(?: ?/ ?(\p{L}{1,8})(?![\p{L}\p{N}/]))?`;
const number = `(-?${plainNumber})`;
const from = `(?:(-?${plainNumber}) to )?`;
const end = String.raw`(?![\p{L}\p{N}])`;

const signFirst = new RegExp(
  String.raw`(?<![\p{L}\p{N}$])(-)?${from}(${signs}) ?${number}${scale}${per}`,
  'gu',
);
const codeFirst = new RegExp(
  String.raw`(?<![\p{L}\p{N}])${from}(${codes}) ?${number}${scale}${per}${end}`,
  'gu',
);
const signLast = new RegExp(
  String.raw`${notInNumber}${from}${number}${scale} ?(${behind}|(?<=[ \d\p{L}])${codes})${per}${end}`,
  'gu',
);
/** `3,50 €`, as most of Europe writes it. */
const decimalComma = /(?<=(?<![\d.,])\d{1,6}),(?=\d\d ?€)/g;
/** `1.234.567,89`, as most of Europe parts thousands; `1'000` as the Swiss do. */
const europeanGroups = /(?<![\d.,])\d{1,3}(?:(?:\.\d{3}){2,6}(?:,\d{1,2})?|\.\d{3},\d{2})(?![\d.,]\d|\d)/g;
const swissGroups = /(?<=(?<!\d)\d{1,3})'(?=\d{3}(?!\d))/g;
const centsFirst = /(?<![\p{L}\p{N}])¢ ?(\d{1,9})(?![\p{L}\p{N}]|[.,]\d)/gu;
const cents = new RegExp(`${notInNumber}${number} ?¢`, 'gu');

/** A noun that is described by its price: a twenty dollar bill. */
const pricedNoun = /^ (?:bill|note|coin|fine|ticket|fee|prize|gift|loan|deal|check|cheque|question)\b/;

/** `$3.50`, `$2.5 million`, `£5k`, `20 USD`, `50¢`, `$20/mo`. */
export const money: TextRule = {
  name: 'money',
  label: 'Money: $3.50, £5k, 20 EUR',
  apply: (text) =>
    text
      .replace(europeanGroups, ([written]) =>
        written.replaceAll('.', ' ').replace(',', '.').replaceAll(' ', ','),
      )
      .replace(swissGroups, () => ',')
      .replace(decimalComma, () => '.')
      .replace(signFirst, (match) => {
        const [, minus = '', lower, sign, count, magnitude, unit] = match;
        return priced(match, currencySigns[sign!]!, lower, minus + count, magnitude, unit);
      })
      .replace(codeFirst, (match) => {
        const [, lower, code, count, magnitude, unit] = match;
        return priced(match, currencyCodes[code!]!, lower, count!, magnitude, unit);
      })
      .replace(signLast, (match) => {
        const [, lower, count, magnitude, code, unit] = match;
        const currency = currencySigns[code!] ?? currencyCodes[code!]!;
        return priced(match, currency, lower, count!, magnitude, unit);
      })
      .replace(centsFirst, ([, count]) => `${cardinalWords(count!)} ${count === '1' ? 'cent' : 'cents'}`)
      .replace(cents, ([, count]) => `${numberWords(count!)} ${count === '1' ? 'cent' : 'cents'}`),
};

function priced(
  match: RegExpExecArray,
  currency: Currency,
  lower: string | undefined,
  count: string,
  magnitude: string | undefined,
  unit: string | undefined,
): string {
  const after = match.input.slice(match.index + match[0].length, match.index + match[0].length + 12);
  const price = pricedNoun.test(after)
    ? `${numberWords(count)}${magnitude ? ` ${scaleName(magnitude)}` : ''} ${currency.one}`
    : priceWords(currency, count.replace(/^--/, '-'), magnitude);
  const rate = unit ? ` per ${rates[unit] ?? unitNamed(unit)?.one ?? unit}` : '';
  return `${lower ? `${numberWords(lower)} to ` : ''}${price}${rate}`;
}

/** Units of time as prices name them; others are units of measure. */
const rates: Readonly<Record<string, string>> = {
  d: 'day',
  w: 'week',
  m: 'month',
  y: 'year',
  h: 'hour',
  s: 'second',
  mth: 'month',
  min: 'minute',
};

function priceWords(currency: Currency, count: string, magnitude: string | undefined): string {
  if (magnitude) return `${numberWords(count)} ${scaleName(magnitude)} ${currency.many}`;
  const [, minus = '', whole = '', decimals = ''] = /^(-?)([\d,]*)(?:\.(\d+))?$/.exec(count) ?? [];
  const significant = decimals.replace(/0+$/, '').padEnd(2, '0');
  const signed = minus ? 'minus ' : '';
  const isZero = /^0*$/.test(whole);
  if (/^0*$/.test(decimals)) {
    return `${signed}${cardinalWords(whole)} ${whole === '1' ? currency.one : currency.many}`;
  }
  if (significant.length > 2 || !currency.cents) return `${numberWords(count)} ${currency.many}`;
  const small = Number(significant);
  const part = `${cardinalWords(String(small))} ${small === 1 ? currency.cent : currency.cents}`;
  if (isZero) return `${signed}${part}`;
  return `${signed}${cardinalWords(whole)} ${whole === '1' ? currency.one : currency.many} ${part}`;
}
