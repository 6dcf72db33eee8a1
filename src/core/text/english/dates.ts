import type { TextRule } from '../text-rule';
import { monthName, monthNamed, monthNumbered } from './calendar';
import { cardinalWords, ordinalWords, yearWords } from './number-words';
import { mayEndSentenceAt } from './sentence-starts';

const start = String.raw`(?<![\p{L}\p{N}_]|\d[-./,:])`;
const end = String.raw`(?![\p{L}\p{N}]|[-/.:]\d)`;
const day = String.raw`(0?[1-9]|[12]\d|3[01])`;
const dayOrdinal = `(?:${day}(?:st|nd|rd|th|ST|ND|RD|TH)?)`;
const year = String.raw`(\d{4})`;
const yearBehind = String.raw`(?:(,? |,|-|/)${year}(?!\d|[,.]\d))?`;

const yearFirst = new RegExp(
  String.raw`${start}${year}([-/.])(0?[1-9]|1[0-2])\2${day}(?:T(?=\d\d:))?${end}`,
  'gu',
);
const yearLast = new RegExp(String.raw`${start}(\d{1,2})([-/.])(\d{1,2})\2(\d{4})${end}`, 'gu');
const shortYear = new RegExp(String.raw`${start}(\d{1,2})\/(\d{1,2})\/['’]?(\d{2})${end}`, 'gu');
const dayAndMonth = new RegExp(
  String.raw`(?<=\b(?:on|by|until|till|since|before|after|due|dated|from|Mon|Tue|Wed|Thu|Fri|Sat|Sun|day),? )(\d{1,2})\/(\d{1,2})${end}`,
  'gu',
);
const monthFirst = new RegExp(
  String.raw`(?<![\p{L}\p{N}_])(${monthName})[ -]${dayOrdinal}(?:( ?[-–] ?| to | and )${dayOrdinal}(?!\d))?(?![\p{L}\p{N}]|[.:/]\d|,\d{3})${yearBehind}`,
  'gu',
);
const dayFirst = new RegExp(
  String.raw`${start}(?<the>[Tt]he )?(?:${dayOrdinal}( ?[-–] ?| to ))?${dayOrdinal}(?: |-| of )(${monthName})(?:(,? |-|/)${year}(?!\d|[,.]\d))?`,
  'gu',
);
const monthAndYear = new RegExp(
  String.raw`(?<![\p{L}\p{N}_])(${monthName})(,? |-| of | ')(?:${year}|(?<=')(\d\d))(?![\p{L}\p{N}]|[,.:]\d)`,
  'gu',
);
const monthAlone = new RegExp(
  String.raw`(?<=\b(?:in|In|since|until|by|from|of|last|next|this|early|late|mid) )(${monthName})(?<=\.)(?=[ ,;)]|$)`,
  'gu',
);

/** `2020-01-01T10:30:00Z`. */
const isoTime = /(?<=\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d{1,9})?)?(Z)?(?![\p{L}\p{N}])/gu;

/** The dash between two dates. */
const untilDate = new RegExp(
  String.raw`(?<=(?:${monthName} \d{1,2}|\d{1,2} ${monthName})(?:, \d{4})?)(?:[-–—]| [-–—] )(?=${monthName} \d|\d{1,2} ${monthName})`,
  'gu',
);

/** `12/03/2026`, `2026-11-26`, `March 3rd`, `3 Mar 2026`. Month before day, as Americans write, where both are possible. */
export const dates: TextRule = {
  name: 'dates',
  label: 'Dates: 12/03/2026, 3 Mar',
  apply: (text) =>
    text
      .replace(isoTime, ([, clock, isUtc]) => ` at ${clock}${isUtc ? ' UTC' : ''}`)
      .replace(untilDate, () => ' to ')
      .replace(yearFirst, ([, y, , m, d]) => american(monthNumbered(Number(m))!, d!, y))
      .replace(yearLast, ([, first, , second, y]) => numeric(Number(first), Number(second), yearWords(y!)))
      .replace(shortYear, ([, first, second, y]) =>
        numeric(Number(first), Number(second), shortYearWords(y!)),
      )
      .replace(dayAndMonth, ([, first, second]) => numeric(Number(first), Number(second), ''))
      .replace(dayFirst, sayDayFirst)
      .replace(monthFirst, (match) => {
        const [written, month, first, between, last, comma = '', y] = match;
        if (!isMonth(month!, match.input, match.index + written.length, true)) return null;
        const days = last
          ? `${ordinalWords(first!)}${/and/.test(between!) ? ' and ' : ' to '}${ordinalWords(last)}`
          : ordinalWords(first!);
        return `${monthNamed(month!)} ${days}${y ? `${comma.includes(',') ? ',' : ''} ${yearWords(y)}` : ''}`;
      })
      .replace(monthAndYear, ([, month, , y, short]) =>
        y ? `${monthNamed(month!)} ${yearWords(y)}` : `${monthNamed(month!)} ${shortYearWords(short!)}`,
      )
      .replace(
        monthAlone,
        (match) =>
          monthNamed(match[1]!) + (mayEndSentenceAt(match.input, match.index + match[0].length) ? '.' : ''),
      ),
};

function sayDayFirst(match: RegExpExecArray): string | null {
  const [written, , first, , last, month, comma = '', y] = match;
  if (!isMonth(month!, match.input, match.index + written.length, y !== undefined)) return null;
  const keepsStop =
    month!.endsWith('.') && !y && !/^ ?[\p{Ll},;\d]/u.test(match.input.slice(match.index + written.length));
  const article = match.groups?.the ?? (/\bthe (?:\p{L}{1,12} )?$/iu.test(before(match)) ? '' : 'the ');
  const days = first ? `${ordinalWords(first)} to the ${ordinalWords(last!)}` : ordinalWords(last!);
  const said = `${article}${days} of ${monthNamed(month!)}`;
  return `${said}${y ? `${comma.includes(',') ? ',' : ''} ${yearWords(y)}` : ''}${keepsStop ? '.' : ''}`;
}

const before = (match: RegExpExecArray) => match.input.slice(Math.max(0, match.index - 18), match.index);

/** May, March, Mar and Dec are words as well: in lower case no word may follow the day. */
function isMonth(month: string, text: string, at: number, hasMore: boolean): boolean {
  if (!/^(?:may|march|mar|jun|sun)\b/.test(month) || hasMore) return true;
  return !/^ \p{L}/u.test(text.slice(at, at + 2));
}

function american(month: string, d: string, y: string | undefined): string {
  return `${month} ${ordinalWords(d)}${y ? `, ${yearWords(y)}` : ''}`;
}

/** @returns null where neither number can be a month. */
function numeric(first: number, second: number, year: string): string | null {
  const behind = year ? ` ${year}` : '';
  const american = monthNumbered(first);
  if (american && second >= 1 && second <= 31)
    return `${american} ${ordinalWords(String(second))}${behind && `,${behind}`}`;
  const european = monthNumbered(second);
  if (!european || first < 1 || first > 31) return null;
  return `the ${ordinalWords(String(first))} of ${european}${behind}`;
}

/** `98` → ninety eight, `05` → oh five: the century is not written, and is not said. */
function shortYearWords(digits: string): string {
  return digits.startsWith('0') ? `oh ${cardinalWords(digits.slice(1))}` : cardinalWords(digits);
}
