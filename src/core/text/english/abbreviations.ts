import type { TextRule } from '../text-rule';
import { numberedThings, shortWords, streets, titles } from './abbreviation-names';
import { monthName, monthNamed } from './calendar';
import { endsSentenceAt, mayEndSentenceAt } from './sentence-starts';

const anyOf = (names: Readonly<Record<string, string>>) =>
  Object.keys(names)
    .sort((a, b) => b.length - a.length)
    .join('|');
const saints =
  'John|Paul|Louis|Mary|Peter|Petersburg|Patrick|George|James|Helena|Helens|Andrews?|Nicholas|Nick|Francis|Thomas|Michael|Joseph|Augustine|Bernard|Lawrence|Lucia|Kitts|Moritz|Tropez|Albans|Vincent|Martin|Stephen|Mark|Luke|Matthew|Anne?|Catherine|Catharines|Charles|Christopher|Clair|Cloud|David|Elmo|Gallen|Germain|Ives|Jerome|Joan|Jude|Margaret|Pancras|Pauli|Simon|Teresa|Valentine|Vitus';

const latin: readonly (readonly [RegExp, string])[] = [
  [/(?<![\p{L}\p{N}.])(?:e\. ?g\.|eg\.),?/gu, 'for example,'],
  [/(?<![\p{L}\p{N}.])(?:i\. ?e\.|ie\.),?/gu, 'that is,'],
  [/(?<![\p{L}\p{N}.])E\. ?g\.,?/gu, 'For example,'],
  [/(?<![\p{L}\p{N}.])I\. ?e\.,?/gu, 'That is,'],
  [/(?<![\p{L}\p{N}])vs?\.(?= )|(?<![\p{L}\p{N}])vs(?![\p{L}\p{N}])/gu, 'versus'],
  [/(?<![\p{L}\p{N}])et al\.(?= [\p{Ll}(])/gu, 'et al'],
  [/(?<![\p{L}\p{N}])a\.k\.a\./gu, 'also known as'],
  [/(?<![\p{L}\p{N}])w\/o(?![\p{L}\p{N}])/gu, 'without'],
  [/(?<![\p{L}\p{N}])w\/(?= ?\p{L})/gu, 'with '],
  [/(?<![\p{L}\p{N}])b\/c(?![\p{L}\p{N}])/gu, 'because'],
  [/(?<![\p{L}\p{N}])n\/a(?![\p{L}\p{N}])/giu, 'not applicable'],
  [/(?<![\p{L}\p{N}])c\/o(?![\p{L}\p{N}])/gu, 'care of'],
  [/(?<![\p{L}\p{N}])(?:Ph\. ?D\.?|PhD)(?![\p{L}\p{N}])/gu, 'P H D'],
  [/(?<![\p{L}\p{N}])tv(?![\p{L}\p{N}])/gu, 'TV'],
];

const streetName = new RegExp(
  String.raw`(?<=(?:\d|\d(?:st|nd|rd|th)|[\p{Ll}\p{N}] \p{Lu}[\p{L}'’]{1,20}|[\p{Lu}\p{N}][\p{L}'’]{0,20} \p{Lu}[\p{L}'’]{1,20}|^\p{Lu}[\p{L}'’]{1,20}) )(${anyOf(streets)})(?:\.|(?=,|$|\n| [NSEW]{1,2}\b))`,
  'gmu',
);
const saint = new RegExp(
  String.raw`(?<![\p{L}\p{N}])Sts?\. ?(?=(?:${saints})(?![\p{L}]))|(?<![\p{L}\p{N}])St\. ?(?=\p{Lu})`,
  'gu',
);
const doctor = /(?<![\p{L}\p{N}])(Drs?)(?:\. ?|(?= ))(?=\p{Lu})/gu;
const title = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(${anyOf(titles)})(?:\. ?(?=[\p{Lu}\p{N}])|(?<=M(?:r|rs|s))(?= \p{Lu}))`,
  'gu',
);
const numbered = new RegExp(String.raw`(?<![\p{L}\p{N}'’-])(${anyOf(numberedThings)})\. ?(?=#?\d)`, 'gu');
const word = new RegExp(
  String.raw`(?<![\p{L}\p{N}.@-])(${anyOf(shortWords)})\.(?![\p{L}\p{N}@]|\.\p{L})`,
  'gu',
);
const month = new RegExp(String.raw`(?<![\p{L}\p{N}])(${monthName})(?<=\.)(?= ?[\p{Ll}\p{N},;])`, 'gu');
const parted = /(?<![\p{L}\p{N}])(Mr|Mrs|Ms|Dr|Prof)\.(?= ?\p{Lu}\.)/gu;

/** `Dr.`, `St.` as street or saint, `e.g.`, `No. 5`, `Jan.`. */
export const abbreviations: TextRule = {
  name: 'abbreviations',
  label: 'Abbreviations and titles: Dr., e.g., No. 5',
  apply: (text) =>
    latin
      .reduce((said, [pattern, words]) => said.replace(pattern, (m) => keepGap(m, words)), text)
      .replace(
        new RegExp(
          String.raw`(?<![\p{L}\p{N}])Sts?\. ?(?=(?:${saints})(?![\p{L}]))(?<!\d \p{Lu}[\p{L}]{1,20} Sts?\. ?)`,
          'gu',
        ),
        () => 'Saint ',
      )
      .replace(streetName, (match) => {
        const [written, name] = match;
        const at = match.index + written.length;
        if (name === 'Dr' && /^ \p{Lu}/u.test(match.input.slice(at, at + 2)) && !isAddress(match))
          return null;
        if (
          name === 'St' &&
          /^ \p{Lu}/u.test(match.input.slice(at, at + 2)) &&
          !isAddress(match) &&
          !endsSentenceAt(match.input, at)
        )
          return null;
        return `${streets[name!]}${written.endsWith('.') && mayEndSentenceAt(match.input, at) ? '.' : ''}`;
      })
      .replace(saint, () => 'Saint ')
      .replace(parted, ([, name]) => titles[name!] ?? 'Doctor')
      .replace(doctor, ([written, name]) => keepSpace(written, name === 'Drs' ? 'Doctors' : 'Doctor'))
      .replace(title, ([written, name]) => keepSpace(written, titles[name!]!))
      .replace(numbered, ([, name]) => `${numberedThings[name!]} `)
      .replace(month, ([, name]) => monthNamed(name!))
      .replace(word, (match) => {
        const [written, name] = match;
        if (
          /^(?:Sat|Sun|Co|min|max|Wed)$/.test(name!) &&
          endsSentenceAt(match.input, match.index + written.length)
        ) {
          if (name !== 'Co') return null;
        }
        return `${shortWords[name!]}${endsSentenceAt(match.input, match.index + written.length) ? '.' : ''}`;
      }),
};

/** A house number stands before the street. */
function isAddress(match: RegExpExecArray): boolean {
  return /\d(?:st|nd|rd|th)? (?:[NSEW]\.? )?(?:\p{Lu}[\p{L}'’]{1,20} ){0,3}$/u.test(
    match.input.slice(Math.max(0, match.index - 60), match.index),
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
