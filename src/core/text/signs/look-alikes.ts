import type { TextRule } from '../text-rule';

const apostrophe = /[\u00B4\u02B9\u02BB\u02BC\u02BD\u02C8\u2018\u2019\u201A\u201B\uFF07\uA78C]/g;
/** A back-tick or prime is an apostrophe between letters only: elsewhere it marks code or feet. */
const tickBetweenLetters = /(?<=\p{L})[`\u2032](?=\p{L})/gu;
const quotation = /[\u201C\u201D\u201E\u201F\u00AB\u00BB\u2039\u203A\u301D-\u301F\uFF02]/g;
/** Full stops, commas and question marks of other scripts. */
const foreignMark = /[。｡।؟،、؛]/g;
const foreignMarks: Readonly<Record<string, string>> = {
  '。': '. ',
  '｡': '. ',
  '।': '.',
  '؟': '?',
  '،': ',',
  '、': ', ',
  '؛': ';',
};
const hyphen = /[\u2010\u2011\u2012\u2212\uFE58\uFE63\uFF0D]/g;
const composed = /[\p{L}][\u0300-\u036F]{1,8}/gu;
/** Full-width and half-width forms, ligatures, letters of mathematics, letters and numbers in circles, raised letters. */
const compatible =
  /[\u02B0-\u02B8\u02E0-\u02E4\u1D2C-\u1D6A\u00B9\u2070\u2071\u207F\u2074-\u2079\u2080-\u2089\u2100-\u2101\u2103\u2105\u2109\u2110-\u2115\u2119-\u211D\u2121\u2126\u212A\u212B\u2160-\u217F\u2460-\u249B\u24B6-\u24E9\u3380-\u33DF\uFB00-\uFB06\uFF01-\uFF5E\uFFE0-\uFFE6\u{1D400}-\u{1D7FF}\u{1F130}-\u{1F149}]/gu;
const vulgar = /(\d ?)?([\u00BC-\u00BE\u2150-\u215E\u2189])/g;
const micro = /\u00B5/g;
/** Raised numbers: a power behind a number or a single letter, a footnote behind a word or a mark. */
const raised = /(?<=[\p{L}\p{N}).,;:!?"])[\u207A\u207B]?[\u2070\u00B9\u00B2\u00B3\u2074-\u2079]+/gu;
const raisedAlone = /[\u207A\u207B\u2070\u00B9\u2074-\u2079]+/g;
/** Digits of other scripts; those of mathematics and full-width ones are compatible forms. */
const foreignDigit = /(?![0-9\uFF10-\uFF19\u{1D7CE}-\u{1D7FF}])\p{Nd}/gu;
/** Two primes behind a number are inches. */
const doubledQuote = /"{2,}|(?<![\d'])'{2,3}(?!')|(?<=\S)(?<!\d)'{2}/g;

/** Characters that look like others and that a voice does not know become the usual ones: ’ → ', Ａ → A, ½ → 1/2. */
export const lookAlikes: TextRule = {
  name: 'look-alikes',
  label: 'Look-alike characters become usual ones',
  apply: (text) =>
    text
      .replace(composed, ([written]) => written.normalize('NFC'))
      .replace(vulgar, ([, whole, sign]) => {
        const fraction = sign!.normalize('NFKC').replace('\u2044', '/');
        return `${whole ? `${whole.trim()} ` : ''}${fraction}`;
      })
      .replace(raised, raisedNumber)
      .replace(raisedAlone, () => '')
      .replace(foreignDigit, ([sign]) => digitOf(sign))
      .replace(compatible, ([sign]) => sign.normalize('NFKC'))
      .replace(micro, () => 'μ')
      .replace(tickBetweenLetters, () => "'")
      .replace(apostrophe, () => "'")
      .replace(quotation, () => '"')
      .replace(foreignMark, ([mark]) => foreignMarks[mark]!)
      .replace(doubledQuote, () => '"')
      .replace(hyphen, () => '-'),
};

/** Digits of a script stand in a row that begins at a multiple of 16, or 6 behind one. */
function digitOf(sign: string): string {
  const code = sign.codePointAt(0)!;
  const place = code % 16;
  const startsRow = place < 10 && /\p{Nd}/u.test(String.fromCodePoint(code - place));
  return String(startsRow ? place : place - 6);
}

/** `²` and `³` stay for units and squares. */
function raisedNumber({ 0: written, index, input }: RegExpExecArray): string | null {
  if (written === '²' || written === '³') return null;
  const isFootnote = /(?:\p{L}{2}|[.,;:!?"])$/u.test(input.slice(Math.max(0, index - 4), index));
  return isFootnote && !/[\u207A\u207B]/.test(written) ? '' : `^${written.normalize('NFKC')}`;
}
