import type { TextRule } from '../text-rule';
import { anyOf, saints, states, streets } from './abbreviation-names';
import { cardinalWords, digitWords, yearWords } from './number-words';
import { endsSentenceAt, mayEndSentenceAt } from './sentence-starts';

const streetWord = `(?:${anyOf(streets)}|${[...new Set(Object.values(streets))].join('|')})`;
const houseNumber = new RegExp(
  String.raw`(?<![\p{L}\p{N}_.,$-])(\d{3,5})(?= (?:[NSEW]\.? |North |South |East |West )?(?:\p{Lu}[\p{L}'.]{1,20} ){1,3}${streetWord}\b)`,
  'gu',
);
const room = /(?<=\b(?:[Rr]oom|[Ff]light|[Ss]uite|[Aa]partment|[Rr]oute) )\d{3,4}(?![\p{L}\p{N}]|[.,:-]\d)/gu;
const stateAndCode = new RegExp(
  String.raw`(?<=\p{L},? )(${anyOf(states)}),? (\d{5})(?:-(\d{4}))?(?![\p{L}\p{N}-])`,
  'gu',
);
const state = new RegExp(String.raw`(?<=\p{Lu}[\p{L}.' ]{2,24}, )(${anyOf(states)})(?=[.,;:!?)\n]|$)`, 'gu');
const saint = new RegExp(String.raw`(?<![\p{L}\p{N}])Sts?\. ?(?=(?:${saints})(?![\p{L}]))`, 'gu');
const saintOfAnyName = /(?<![\p{L}\p{N}])St\. ?(?=\p{Lu})/gu;
/** Street after a name with something before it, or a house number; `Main St.` may begin a line. */
const streetName = new RegExp(
  String.raw`(?<=(?:\d(?:st|nd|rd|th)?|[\p{L}\p{N}][,.]{0,2} \p{Lu}[\p{L}']{1,20}|^\p{Lu}[\p{L}']{1,20}) )(${anyOf(streets)})(?:\.|(?=[,;)]|$|\n| [NSEW]{1,2}\b))`,
  'gmu',
);

/** `1428 Elm St.`, `St. Louis, MO 63101`, `Room 101`. */
export const addresses: TextRule = {
  name: 'addresses',
  label: 'Addresses: 1428 Elm St., St. Louis, MO',
  apply: (text) =>
    text
      .replace(stateAndCode, ([, name, code, more]) => {
        const digits = [code, more].map((part) => part && digitWords(part)).filter(Boolean);
        return `${states[name!]} ${digits.join(', ')}`;
      })
      .replace(state, ([, name]) => states[name!]!)
      .replace(houseNumber, ([number]) => houseNumberWords(number))
      .replace(room, ([number]) => houseNumberWords(number))
      .replace(saint, (match) => (isBehindHouseNumber(match) ? null : 'Saint '))
      .replace(streetName, (match) => {
        const [written, name] = match;
        const end = match.index + written.length;
        const isBeforeName = /^ \p{Lu}/u.test(match.input.slice(end, end + 2));
        const isTitle = name === 'Dr' || (name === 'St' && !endsSentenceAt(match.input, end));
        if (isBeforeName && isTitle && !isBehindHouseNumber(match)) return null;
        return `${streets[name!]}${written.endsWith('.') && mayEndSentenceAt(match.input, end) ? '.' : ''}`;
      })
      .replace(saintOfAnyName, () => 'Saint '),
};

/** A number stands before the name of the street, which may be words by now; or the street has an ordinal for a name. */
function isBehindHouseNumber({ index, input }: RegExpExecArray): boolean {
  return /(?:\d(?:st|nd|rd|th) |(?:\d|ty|teen|ten|one|two|three|four|five|six|seven|eight|nine) (?:[NSEW]\.? )?(?:\p{Lu}[\p{L}']{1,20} ){1,3})$/u.test(
    input.slice(Math.max(0, index - 60), index),
  );
}

/** `1428` → fourteen twenty eight, `905` → nine oh five, `12345` digit by digit. */
function houseNumberWords(digits: string): string {
  if (digits.length === 4) return yearWords(digits);
  if (digits.length === 5) return digitWords(digits);
  const [hundreds, rest] = [digits[0]!, digits.slice(1)];
  if (rest === '00') return cardinalWords(digits);
  return `${cardinalWords(hundreds)} ${rest.startsWith('0') ? `oh ${cardinalWords(rest[1]!)}` : cardinalWords(rest)}`;
}
