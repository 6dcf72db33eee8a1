import type { MappedText } from '../mapped-text';
import type { TextRule } from '../text-rule';
import { currencyCodes } from './currencies';
import { isAlwaysSpelled, isPronounceable, lettersApart } from './letter-names';
import { endsSentenceAt, mayEndSentenceAt } from './sentence-starts';

const dotted = /(?<![\p{L}\p{N}.])(?:\p{Lu}\. ?){1,8}\p{Lu}\.(?!\p{L})/gu;
const lowerDotted = /(?<![\p{L}\p{N}.])(?:\p{Ll}\.){2,6}(?!\p{L})/gu;
const initial = /(?<![\p{L}\p{N}.'’°])(\p{Lu})\.(?= ?\p{Lu}[\p{L}'’.])/gu;
const capitals = /(?<![\p{L}\p{N}_'’])(\p{Lu}{2,40})(s|'s|’s)?(?![\p{L}\p{N}_])/gu;
const wordInCapitals = /(?<![\p{L}\p{N}])\p{Lu}{2,}(?:'\p{Lu}{1,8})?(?![\p{L}\p{N}])/gu;
const shoutedWord = /(?<![\p{L}\p{N}.])\p{Lu}+(?:'\p{Lu}{1,8})?(?![\p{L}\p{N}]|\.\p{L})/gu;

/** `J. R. R. Tolkien`, `U.S.`, `FBI` letter by letter; `NASA` and stressed words as words. */
export const initials: TextRule = {
  name: 'initials',
  label: 'Initials and capitals: FBI, NASA, J. R. R.',
  apply: (text) => {
    const said = text
      .eachLine((line) => (isAllCapitals(line.text) ? inSmallLetters(line) : line))
      .replace(dotted, (match) => (isEra(match) || isHalfOfDay(match) ? null : dottedLetters(match)))
      .replace(lowerDotted, (match) => (isBehindTime(match) ? null : dottedLetters(match)))
      .replace(initial, initialOfName);
    return said.replace(capitals, (match) => {
      const [, letters, ending = ''] = match;
      const isMade = !said.isAsWritten(match.index); // by another rule, which has decided
      return isMade || belongsToOtherRule(match)
        ? null
        : capitalsWords(letters!, before(match), after(match)) + ending;
    });
  },
};

const before = (match: RegExpExecArray) => match.input.slice(Math.max(0, match.index - 22), match.index);
const after = ({ 0: written, index, input }: RegExpExecArray) =>
  input.slice(index + written.length, index + written.length + 16);

/** Letters that are no one's initials: a name in capitals behind them begins a sentence. */
const noInitials =
  /^(?:US|USA|UK|UN|EU|UAE|USSR|DC|LA|NY|NYC|NJ|PM|AM|MD|BA|BS|MA|JD|RN|CPA|MBA|ID|TV|PC|HQ|CEO|RIP|FBI|CIA|NSA|FDA|NBA|AD|BC)$/;
/** Institutions that a country's letters stand before. */
const institutions =
  /^ (?:Senat|Arm(?:y|ed)|Navy|Air|Marine|Coast|Congress|President|Supreme|House|Government|Department|Treasury|State|Capitol|Constitution|Embass|Ambassador|Secretary|Representative|District|Circuit|Court|Attorney|Open|Census|Food|Customs|Postal|Secret|Geological|Steel|Bank|Virgin|General|Security|Parliament|Prime|Foreign|Home|Highway|Route|Dollar|Federal|Forest|Fish|Patent|Mint)/;

/** A full stop is kept where the sentence ends with the letters. */
function dottedLetters(match: RegExpExecArray): string {
  const letters = match[0].replace(/[. ]/g, '');
  const end = match.index + match[0].length;
  const isNoName = /\p{Ll}/u.test(letters) || (!match[0].includes(' ') && noInitials.test(letters));
  const isEnd =
    endsSentenceAt(match.input, end) ||
    (isNoName && mayEndSentenceAt(match.input, end) && !institutions.test(after(match)));
  return lettersApart(letters) + (isEnd ? '.' : '');
}

/** Nouns that a letter names one of: no initial follows them. */
const lettered =
  /(?<!\p{L})(?:an?|vitamin|hepatitis|influenza|plan|option|grade|group|type|class|team|part|point|section|appendix|exhibit|room|gate|terminal|row|column|level|size|letter|figure|table|schedule|line|side|drive|step|item|answer|phase|category|block|building|hall|unit|zone|studio|platform) $/iu;

function initialOfName(match: RegExpExecArray): string | null {
  const isName =
    !lettered.test(before(match)) && !/(?:(?<!\p{L})\p{Lu}|\d ?[AaPp]\.?[Mm]\.?) $/u.test(before(match));
  if (!isName || /\d ?$/.test(before(match)) || endsSentenceAt(match.input, match.index + match[0].length))
    return null;
  return `${match[1]}${after(match).startsWith(' ') ? '' : ' '}`;
}

/** The rule of years says `500 B.C.`. */
function isEra(match: RegExpExecArray): boolean {
  if (!/^(?:B\.C\.|A\.D\.|B\.C\.E\.|C\.E\.)$/.test(match[0])) return false;
  return /\d ?$/.test(before(match)) || /^ ?\d/.test(after(match));
}

/** The rule of times says `5 P.M.`. */
function isHalfOfDay(match: RegExpExecArray): boolean {
  return /^[AP]\. ?M\./.test(match[0]) && isBehindTime(match);
}

/** The rule of times says `5 p.m.` and `5 p.m. e.s.t.`. */
function isBehindTime(match: RegExpExecArray): boolean {
  return /(?:\d|[ap]\.?m\.?) ?$/i.test(before(match));
}

/** Whether another rule says the letters: units and zones behind digits, currencies before them, parts of addresses. */
function belongsToOtherRule(match: RegExpExecArray): boolean {
  const letters = match[1]!;
  if (/^(?:AND|OR|TO|OF|IN|ON|AT|BY|FOR|THE)$/.test(letters)) return false;
  return (
    /(?:[$€£]|\d ?-?|\d ?[AP]\.?M\.? ?|\b(?:dot|slash|dash|underscore|colon) )$/i.test(before(match)) ||
    /^(?:[$€£¥₩]|[-–][A-Za-z]{0,12}\d| (?:dot|colon|slash|dash|underscore)\b)/.test(after(match)) ||
    (/^ ?\d/.test(after(match)) && (letters === 'AD' || Object.hasOwn(currencyCodes, letters)))
  );
}

function capitalsWords(letters: string, previous: string, next: string): string {
  const isTrade =
    letters === 'IT' && /^ (?:dep|team|sup|staff|spec|ind|man|serv|sec|comp|con|pro|sys)/.test(next);
  const isPair = letters.length <= 3 && (next.startsWith('&') || previous.endsWith('&')); // AT&T
  return !isTrade && !isPair && isPronounceable(letters) ? letters.toLowerCase() : lettersApart(letters);
}

/** A line that shouts: three words or more and not one small letter. */
function isAllCapitals(line: string): boolean {
  if (!/\p{Lu}{4}/u.test(line) || /\p{Ll}/u.test(line)) return false;
  return (line.match(wordInCapitals)?.length ?? 0) >= 3;
}

function inSmallLetters(line: MappedText): MappedText {
  return line.replace(shoutedWord, ([word]) => {
    if (word === 'I' || word.startsWith("I'")) return word[0] + word.slice(1).toLowerCase();
    return word.length > 1 && isAlwaysSpelled(word) ? lettersApart(word) : word.toLowerCase();
  });
}
