import type { TextRule } from '../text-rule';
import { isPronounceable, lettersApart } from './letter-names';
import { digitWords } from './number-words';

const start = String.raw`(?<![\p{L}\p{N}_+$€£¥#.]|\d[-,:/ ]|[\p{L}\p{N}][-/])`;
const end = String.raw`(?![\p{L}\p{N}_%]|[-./:]\d)`;
const extension = String.raw`(?:,? ?(?:ext\.?|extension|x|#) ?(\d{1,6}))?`;

const address =
  /(?<![\p{L}\p{N}_.])(\d{1,3}(?:\.\d{1,3}){3})(?:\/(\d{1,2})|:(\d{1,5}))?(?![\p{L}\p{N}]|\.\d)/gu;
const card = new RegExp(String.raw`${start}\d{4}([ -])\d{4}\1\d{4}\1\d{4}${end}`, 'gu');
const international = new RegExp(
  String.raw`(?<![\p{L}\p{N}_+.])\+(\d{1,3})((?:[-. ]?\(\d{1,5}\)|[-. ]\d{1,14}|\d{4,14})(?:[-. ]?\d{2,10}){0,5})${extension}${end}`,
  'gu',
);
const vanity = new RegExp(
  String.raw`${start}(?:1[- ])?8\d\d(?:-[A-Z0-9]{1,8}){1,4}(?![\p{L}\p{N}]|-\p{N})`,
  'gu',
);
const national = new RegExp(
  String.raw`${start}(?:1[-. ]|1(?=\())?(?:\(\d{3}\)[- ]?|\d{3}([-. ]))\d{3}[-. ]\d{4}(?:-\d{1,6})?${extension}${end}`,
  'gu',
);
const local = new RegExp(String.raw`${start}\d{3}-\d{4}${extension}${end}`, 'gu');
const social = new RegExp(String.raw`${start}\d{3}-\d{2}-\d{4}${end}`, 'gu');
const book = /(?<=\bISBN(?:-1[03])?:? )[\d-]{9,17}[\dX](?![\p{L}\p{N}])/gu;
const trunk = new RegExp(String.raw`${start}(?:\(0\d{1,5}\)|0\d{2,5})(?:[- ]\d{3,8}){1,3}${end}`, 'gu');
const called =
  /(?<=\b(?:call|phone|dial|text|tel|telephone|fax|mobile|cell)(?:\.|:)?(?: (?:me|us|at|on|is|number|no\.?|him|her)){0,3}:? )\d{3,15}(?![\p{L}\p{N}]|[-.,:/]\d)/giu;
const extensionAlone = /\b([Ee]xt\.|[Ee]xtension) ?(\d{1,6})(?![\p{L}\p{N}]|[-.,:/]\d)/gu;

/** Telephone numbers, addresses of computers and card numbers: digit by digit, in the groups they are written in. */
export const telephone: TextRule = {
  name: 'telephone',
  label: 'Telephone numbers: 555-1234',
  apply: (text) =>
    text
      .replace(address, ([, digits, mask, port]) =>
        [
          digits!.split('.').map(digitWords).join(' dot '),
          mask && ` slash ${groupWords(mask)}`,
          port && ` colon ${digitWords(port)}`,
        ].join(''),
      )
      .replace(book, ([written]) => groups(written))
      .replace(card, ([written]) => groups(written))
      .replace(international, ([, country, rest, ext]) => {
        const digits = (country! + rest!).replace(/\D/g, '');
        if (digits.length < 7 || digits.length > 15) return null;
        return `plus ${digitWords(country!)}, ${groups(rest!)}${extensionWords(ext)}`;
      })
      .replace(vanity, ([written]) => groups(written))
      .replace(national, ([written, , ext]) => withExtension(written, ext))
      .replace(social, ([written]) => groups(written))
      .replace(local, ([written, ext]) => withExtension(written, ext))
      .replace(trunk, ([written]) => groups(written))
      .replace(called, ([written]) => digitWords(written))
      .replace(extensionAlone, ([, , digits]) => `extension ${digitWords(digits!)}`),
};

function withExtension(written: string, ext: string | undefined): string {
  const main = ext ? written.replace(/\D{1,12}\d{1,6}$/, '') : written;
  return `${groups(main)}${extensionWords(ext)}`;
}

const extensionWords = (digits: string | undefined) => (digits ? `, extension ${digitWords(digits)}` : '');

/** Groups with a comma between, which a voice says as a short pause. */
function groups(written: string): string {
  return (written.match(/\d+|[A-Z]+/g) ?? []).map(groupWords).join(', ');
}

/** Toll-free 800 is said as a number. */
function groupWords(group: string): string {
  if (!/^\d/.test(group)) return isPronounceable(group) ? group.toLowerCase() : lettersApart(group);
  return group === '800' ? 'eight hundred' : digitWords(group);
}
