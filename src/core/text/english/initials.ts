import type { TextRule } from '../text-rule';
import { currencyCodes } from './currencies';
import { isAlwaysSpelled, isPronounceable, lettersApart } from './letter-names';
import { endsSentenceAt } from './sentence-starts';

const dotted = /(?<![\p{L}\p{N}.])(?:\p{Lu}\. ?){1,8}\p{Lu}\.(?!\p{L})/gu;
const lowerDotted = /(?<![\p{L}\p{N}.])(?:\p{Ll}\.){2,6}(?!\p{L})/gu;
const initial = /(?<![\p{L}\p{N}.'’])(\p{Lu})\.(?= ?\p{Lu}[\p{L}'’.])/gu;
const capitals = /(?<![\p{L}\p{N}_'’])(\p{Lu}{2,40})(s|'s|’s)?(?![\p{L}\p{N}_])/gu;
const wordInCapitals = /(?<![\p{L}\p{N}])\p{Lu}{2,}(?:['’]\p{Lu}+)?(?![\p{L}\p{N}])/gu;

/** `J. R. R. Tolkien`, `U.S.`, `FBI` letter by letter; `NASA` and stressed words as words. */
export const initials: TextRule = {
  name: 'initials',
  label: 'Initials and capitals: FBI, NASA, J. R. R.',
  apply: (text) => {
    const lines = text.replace(/[^\n]+/g, ([line]) => (isAllCapitals(line) ? lowerLine(line) : null));
    return lines
      .replace(dotted, (match) => {
        const [written] = match;
        const end = match.index + written.length;
        return lettersApart(written.replace(/[. ]/g, '')) + (endsSentenceAt(match.input, end) ? '.' : '');
      })
      .replace(lowerDotted, (match) => {
        if (/\d ?$|[ap]\.?m\.? ?$/i.test(match.input.slice(Math.max(0, match.index - 6), match.index)))
          return null;
        const end = match.index + match[0].length;
        return lettersApart(match[0].replaceAll('.', '')) + (endsSentenceAt(match.input, end) ? '.' : '');
      })
      .replace(initial, (match) => {
        const end = match.index + match[0].length;
        const isName = /(?:^|[^\p{Ll}] ?|\p{Lu}[\p{L}.]{0,20} )$/u.test(
          match.input.slice(Math.max(0, match.index - 22), match.index),
        );
        return isName && !endsSentenceAt(match.input, end)
          ? `${match[1]}${/^ /.test(match.input.slice(end, end + 1)) ? '' : ' '}`
          : null;
      })
      .replace(capitals, (match) => {
        const [, letters, ending = ''] = match;
        const before = match.input.slice(Math.max(0, match.index - 12), match.index);
        const at = match.index + match[0].length;
        if (!lines.isAsWritten(match.index)) return null; // made by another rule
        if (belongsToOtherRule(letters!, before, match.input.slice(at, at + 12))) return null;
        return capitalsWords(letters!) + ending;
      });
  },
};

/** Units, halves of the day and zones behind digits, currencies before them, and parts of addresses. */
function belongsToOtherRule(letters: string, before: string, after: string): boolean {
  if (/^(?:AND|OR|TO|OF|IN|ON|AT|BY|FOR|THE)$/.test(letters)) return false;
  return (
    /\d ?-?$|[AP]\.?M\.? ?$|\b(?:dot|slash|dash|underscore|colon) $/i.test(before) ||
    /^[$€£¥₩]|^ (?:dot|colon|slash|dash|underscore)\b/.test(after) ||
    (/^ ?\d/.test(after) && Object.hasOwn(currencyCodes, letters))
  );
}

function capitalsWords(letters: string): string {
  return isPronounceable(letters) ? letters.toLowerCase() : lettersApart(letters);
}

/** A line that shouts: three words or more and not one small letter. */
function isAllCapitals(line: string): boolean {
  if (/\p{Ll}/u.test(line)) return false;
  const words = line.match(wordInCapitals) ?? [];
  return words.length >= 3 && words.some((word) => word.length >= 4);
}

function lowerLine(line: string): string {
  return line
    .replace(/(?<![\p{L}\p{N}.])\p{Lu}{2,}(?![\p{L}\p{N}])/gu, (word) =>
      isAlwaysSpelled(word) ? lettersApart(word) : word.toLowerCase(),
    )
    .replace(/(?<=\p{Ll}['’])\p{Lu}+|(?<![\p{L}\p{N}])\p{Lu}+(?=['’]\p{Lu})/gu, (part) => part.toLowerCase())
    .replace(/(?<=\p{Ll}['’])\p{Lu}+/gu, (part) => part.toLowerCase())
    .replace(/(?<![\p{L}\p{N}])A(?= \p{Ll})/gu, 'a');
}
