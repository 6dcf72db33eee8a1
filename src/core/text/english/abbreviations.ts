import type { TextRule } from '../text-rule';
import { anyOf, numberedThings, shortWords, titles } from './abbreviation-names';
import { monthName, monthNamed } from './calendar';
import { endsSentenceAt, mayEndSentenceAt } from './sentence-starts';

const latin: readonly (readonly [RegExp, string])[] = [
  [/(?<![\p{L}\p{N}.])(?:e\. ?g\.|eg\.),?/gu, 'for example,'],
  [/(?<![\p{L}\p{N}.])(?:i\. ?e\.|ie\.),?/gu, 'that is,'],
  [/(?<![\p{L}\p{N}.])E\. ?g\.,?/gu, 'For example,'],
  [/(?<![\p{L}\p{N}.])I\. ?e\.,?/gu, 'That is,'],
  [/(?<![\p{L}\p{N}])vs?\.(?= )|(?<![\p{L}\p{N}])vs(?![\p{L}\p{N}])/gu, 'versus'],
  [/(?<![\p{L}\p{N}])et al\.(?= [\p{Ll}(])/gu, 'et al'],
  [/(?<![\p{L}\p{N}])a\.k\.a\./gu, 'also known as'],
  [/(?<![\p{L}\p{N}])w\/o(?![\p{L}\p{N}])/gu, 'without'],
  [/(?<![\p{L}\p{N}])w\/(?= |\p{L}{2}) ?/gu, 'with '],
  [/(?<![\p{L}\p{N}])b\/c(?![\p{L}\p{N}])/gu, 'because'],
  [/(?<![\p{L}\p{N}])n\/a(?![\p{L}\p{N}])/giu, 'not applicable'],
  [/(?<![\p{L}\p{N}])c\/o(?![\p{L}\p{N}])/gu, 'care of'],
  [/(?<![\p{L}\p{N}])WW(?:II|2)(?![\p{L}\p{N}])/gu, 'World War two'],
  [/(?<![\p{L}\p{N}])WW[I1](?![\p{L}\p{N}])/gu, 'World War one'],
  [/(?<![\p{L}\p{N}])[Hh]wy\.? (?=\d)/gu, 'Highway '],
  [/(?<![\p{L}\p{N}])Tel\.(?=:? )/gu, 'Telephone'],
  [/(?<![\p{L}\p{N}])tel\.(?=:? )/gu, 'telephone'],
  [/(?<![\p{L}\p{N}])DR\.?(?= \p{Lu}{2})/gu, 'DOCTOR'],
  [/(?<![\p{L}\p{N}])MR\.?(?= \p{Lu}{2})/gu, 'MISTER'],
  [/(?<![\p{L}\p{N}])MRS\.?(?= \p{Lu}{2})/gu, 'MISSUS'],
  [/(?<=\b(?:[Oo]ne|[Aa]|[Hh]alf|[Qq]uarter) )tsp\.(?= \p{Ll}|[,;)])/gu, 'teaspoon'],
  [/(?<=\b(?:[Oo]ne|[Aa]|[Hh]alf|[Qq]uarter) )tbsp\.(?= \p{Ll}|[,;)])/gu, 'tablespoon'],
  [/(?<![\p{L}\p{N}]|\d )sec\. ?(?=\d)/gu, 'section '],
  [/(?<=\d(?:st|nd|rd|th) )c\.(?= (?:BC|AD|CE|\p{Ll})|[,;)])/gu, 'century'],
  [/(?<![\p{L}\p{N}])tv(?![\p{L}\p{N}])/gu, 'TV'],
];

const doctor = /(?<![\p{L}\p{N}])(Drs?)(?:\. ?|(?= ))(?=\p{Lu})/gu;
const title = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(${anyOf(titles)})(?:\. ?(?=[\p{Lu}\p{N}])|(?<=M(?:r|rs|s))(?= \p{Lu}))`,
  'gu',
);
const numbered = new RegExp(String.raw`(?<![\p{L}\p{N}'’-])(${anyOf(numberedThings)})\. ?(?=[#(]?\d)`, 'gu');
const word = new RegExp(
  String.raw`(?<![\p{L}\p{N}.@-]|\d )(${anyOf(shortWords)})\.(?![\p{L}\p{N}@]|\.\p{L})`,
  'gu',
);
const month = new RegExp(String.raw`(?<![\p{L}\p{N}])(${monthName})(?<=\.)(?= ?[\p{Ll}\p{N},;])`, 'gu');
const doctorate = /(?<![\p{L}\p{N}])(?:Ph\. ?D\.?|PhD)(?![\p{L}\p{N}])/gu;
/** Abbreviations after a name; the next capital begins a sentence. */
const behindName = /^(?:[Ee]tc|Inc|Ltd|Co|Corp|Bros|Jr|Sr|Esq|ibid)$/;
const parted = /(?<![\p{L}\p{N}])(Mr|Mrs|Ms|Dr|Prof)\.(?= ?\p{Lu}\.| and | & )/gu;

const weekday = '(Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)';
const weekdays = new RegExp(
  String.raw`(?<![\p{L}\p{N}])${weekday}\.?(?: ?[-–] ?| to )${weekday}(?:\.(?= ?[\p{Ll}\p{N},;])|(?![\p{L}\p{N}]))`,
  'gu',
);

/** `Dr.`, `e.g.`, `No. 5`, `Jan.`. */
export const abbreviations: TextRule = {
  name: 'abbreviations',
  label: 'Abbreviations and titles: Dr., e.g., No. 5',
  apply: (text) =>
    latin
      .reduce((said, [pattern, words]) => said.replace(pattern, (m) => keepGap(m, words)), text)
      .replace(doctorate, (match) => {
        const hasStop =
          match[0].endsWith('.') && mayEndSentenceAt(match.input, match.index + match[0].length);
        return `P H D${hasStop ? '.' : ''}`;
      })
      .replace(weekdays, ([, first, last]) => `${shortWords[first!]} to ${shortWords[last!]}`)
      .replace(parted, ([, name]) => titles[name!] ?? 'Doctor')
      .replace(doctor, ([written, name]) => keepSpace(written, name === 'Drs' ? 'Doctors' : 'Doctor'))
      .replace(title, ([written, name]) => keepSpace(written, titles[name!]!))
      .replace(numbered, (match) => (isAnswer(match) ? null : `${numberedThings[match[1]!]} `))
      .replace(month, ([, name]) => monthNamed(name!))
      .replace(word, (match) => {
        const [written, name] = match;
        const isEndBefore = behindName.test(name!) ? mayEndSentenceAt : endsSentenceAt;
        const isEnd = isEndBefore(match.input, match.index + written.length);
        if (isEnd && /^(?:Sat|Sun|Wed|min|max)$/.test(name!)) return null; // words of their own
        return `${shortWords[name!]}${isEnd ? '.' : ''}`;
      }),
};

/** "The answer is no. 5 people came": the word, behind a verb of saying or before what is counted. */
function isAnswer({ 0: written, 1: name, index, input }: RegExpExecArray): boolean {
  if (name !== 'no') return false;
  const before = input.slice(Math.max(0, index - 40), index);
  const after = input.slice(index + written.length, index + written.length + 30);
  if (
    /\b(?:sa(?:y|ys|id|ying)|answer(?:s|ed)?|repl(?:y|ies|ied)|vot(?:e|es|ed|ing)|means?|or|yes,?|oh,?) $/i.test(
      before,
    )
  )
    return true;
  const isBehindVerb = /(?:\b(?:is|was|be|are|were|got|gave|been|of course)|['’]s) $/i.test(before);
  if (isBehindVerb && /\b(?:answer|reply|response|verdict|vote)\b/i.test(before)) return true;
  return (
    isBehindVerb &&
    /^\d[\d,]{0,12} (?:people|men|women|children|\p{Ll}{3,18}s)\b(?! (?:in|on|of)\b)/u.test(after)
  );
}

function keepSpace(written: string, words: string): string {
  return /[. ]$/.test(written) ? `${words} ` : words;
}

/** A comma that was written behind an abbreviation is not doubled, and one before a bracket is not added. */
function keepGap(match: RegExpExecArray, words: string): string {
  const after = match.input.slice(match.index + match[0].length, match.index + match[0].length + 1);
  return words.endsWith(',') && /^[,:)]/.test(after) ? words.slice(0, -1) : words;
}
