import type { TextRule } from '../text-rule';
import { cardinalWords, ordinalWords } from './number-words';

const canonical = /^M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})$/;
const values: Readonly<Record<string, number>> = { I: 1, V: 5, X: 10, L: 50, C: 100, D: 500, M: 1000 };

const counted =
  '[Cc]hapter|[Pp]art|[Bb]ook|[Vv]olume|[Vv]ol\\.|[Aa]ct|[Ss]cene|[Ss]ection|[Aa]rticle|[Aa]ppendix|[Pp]hase|[Ss]tage|[Tt]ype|[Cc]lass|[Ll]evel|[Gg]rade|[Ff]igure|[Ff]ig\\.|[Tt]able|[Tt]itle|[Ll]esson|[Uu]nit|[Ss]eason|[Ee]pisode|[Cc]anto|[Tt]ier|[Pp]salm|[Cc]ategory|[Ff]actor|Super Bowl|World War|Mark|CHAPTER|PART|BOOK|VOLUME|ACT|SCENE|SECTION|ARTICLE|APPENDIX|WORLD WAR|SUPER BOWL|TITLE|FIGURE|TABLE';
const rulers =
  'Henry|Louis|George|Edward|William|Charles|James|Richard|Elizabeth|Mary|John|Paul|Pius|Benedict|Leo|Gregory|Urban|Clement|Innocent|Alexander|Catherine|Peter|Nicholas|Ivan|Frederick|Wilhelm|Friedrich|Philip|Ferdinand|Napoleon|Francis|Ptolemy|Ramses|Ramesses|Thutmose|Amenhotep|Darius|Xerxes|Mehmed|Murad|Selim|Otto|Leopold|Albert|Rama|Harald|Christian|Gustav|Carl|Karl|Haakon|Olaf|Robert|David|Malcolm|Alfonso|Isabella|Juan|Pedro|Felipe|Constantine|Justinian|Theodosius|Sixtus|Boniface|Julius|Adrian|Stephen|Victor|Umberto|Margrethe|Queen|King|Pope|Emperor|Tsar';

const afterCount = new RegExp(
  String.raw`(?<![\p{L}])(${counted})( )([IVXLCDM]{1,12}|(?<=[a-z.] )[ivx]{2,7})(?![\p{L}\p{N}'’-]| (?:am|was|have|had|would|will|can|could|think|know)\b)`,
  'gu',
);
const listOfCounts =
  /(?<=\b(?:[Cc]hapters|[Pp]arts|[Bb]ooks|[Vv]olumes|[Aa]cts|[Ss]cenes|[Ss]ections|[Aa]rticles) )([IVXL]{1,8})((?:, | and | to |-|–)(?:and )?)([IVXL]{1,8})(?![\p{L}\p{N}])/gu;
const afterRuler = new RegExp(
  String.raw`(?<![\p{L}])((?:${rulers})(?: \p{Lu}\p{Ll}{1,20})?) (?:the )?([IVX]{1,8})(?=['’]s|[^\p{L}\p{N}'’]|$)`,
  'gu',
);
const afterName = /(?<![\p{L}])(\p{Lu}\p{Ll}{1,24}) ([IVX]{2,7})(?=['’]s|[^\p{L}\p{N}'’-]|$)/gu;
const century =
  /(?<![\p{L}\p{N}])([IVX]{1,6})(?:th)?(?= (?:century|centuries|Century|dynasty|Dynasty|Corps|Olympiad)\b)/gu;
const listItem = /^([ \t]{0,8}|\(|\[)([IVXL]{2,7}|[ivx]{2,7})(?=[.)\]] )/gmu;

/** `Chapter IV`, `World War II`, `Henry VIII`, a list's `III.`; never a lone "I". */
export const romanNumerals: TextRule = {
  name: 'roman-numerals',
  label: 'Roman numerals: Henry VIII',
  apply: (text) =>
    text
      .replace(listOfCounts, ([written, first, between, second]) => {
        const [low, high] = [romanValue(first!), romanValue(second!)];
        return low && high ? `${low} ${between!.replace(/^[-–]$/, 'to').trim()} ${high}` : written;
      })
      .replace(afterCount, (match) => {
        const [, noun, gap, numeral] = match;
        if (numeral === 'I' && !/[Ww][Aa][Rr]$/.test(noun!) && !standsAlone(match)) return null;
        const value = romanValue(numeral!.toUpperCase());
        return value ? `${noun}${gap}${cardinalWords(String(value))}` : null;
      })
      .replace(afterRuler, (match) => {
        const [, name, numeral] = match;
        if (numeral === 'I' && !standsAlone(match)) return null;
        return regnal(name!, numeral!);
      })
      .replace(afterName, ([, name, numeral]) =>
        /^(?:Version|Mk|Rocky|Photo|Area)$/.test(name!) ? counting(name!, numeral!) : regnal(name!, numeral!),
      )
      .replace(century, ([, numeral]) => {
        const value = romanValue(numeral!);
        return value ? ordinalWords(String(value)) : null;
      })
      .replace(listItem, ([, lead, numeral]) => {
        const value = romanValue(numeral!.toUpperCase());
        return value ? `${lead}${cardinalWords(String(value))}` : null;
      }),
};

function regnal(name: string, numeral: string): string | null {
  const value = romanValue(numeral);
  return value ? `${name} the ${ordinalWords(String(value))}` : null;
}

function counting(name: string, numeral: string): string | null {
  const value = romanValue(numeral);
  return value ? `${name} ${cardinalWords(String(value))}` : null;
}

/** "I" is a number here only where no sentence goes on from it. */
function standsAlone(match: RegExpExecArray): boolean {
  const at = match.index + match[0].length;
  return /^(?:$|[\n.;:!?)"]|['’]s| of | was (?:born|crowned|king|queen|the))/.test(
    match.input.slice(at, at + 12),
  );
}

/** @returns null where the letters are no numeral in its usual form. */
function romanValue(letters: string): number | null {
  if (letters === '' || !canonical.test(letters)) return null;
  let sum = 0;
  for (let at = 0; at < letters.length; at++) {
    const value = values[letters[at]!]!;
    sum += value < (values[letters[at + 1]!] ?? 0) ? -value : value;
  }
  return sum;
}
