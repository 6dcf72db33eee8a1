import type { TextRule } from '../text-rule';

const operand = String.raw`(?<=[\p{L}\p{N})²³"']) ?`;
const next = String.raw` ?(?=[-\p{L}\p{N}(√"'])`;
const between = (sign: string) => new RegExp(operand + sign + next, 'gu');
const betweenNumbers = (sign: string) =>
  new RegExp(String.raw`(?<=[\p{N})²³]) ?${sign} ?(?=[-\p{N}(√])`, 'gu');
const apart = (sign: string) => new RegExp(String.raw`(?<=[\p{L}\p{N})]) ${sign} (?=[-\p{L}\p{N}(])`, 'gu');

/** Signs in arithmetic are said before numbers become words, so that "2 x 3" is still known by its digits. */
const arithmetic: readonly (readonly [RegExp, string])[] = [
  [/(?<=\p{N})²/gu, ' squared '],
  [/(?<=\p{N})³/gu, ' cubed '],
  [/(?<=[\p{L}\p{N})])\^2(?!\p{N})/gu, ' squared'],
  [/(?<=[\p{L}\p{N})])\^3(?!\p{N})/gu, ' cubed'],
  [/(?<=[\p{L}\p{N})])\^(?=[-\p{L}\p{N}(])/gu, ' to the power of '],
  [betweenNumbers('[*·⋅×]'), ' times '],
  [/(?<=\p{N}) [xX] (?=\p{N})/gu, ' times '],
  [betweenNumbers('[÷]'), ' divided by '],
  [/(?<=\p{N}) \/ (?=\p{N})/gu, ' divided by '],
  [/(?<=\p{N}) [-−–] (?=\p{N}[\p{N}.,]{0,20} ?=)/gu, ' minus '],
  [betweenNumbers('\\+'), ' plus '],
  [/(?<=\p{N})-(?=\p{N}{1,20} ?=)/gu, ' minus '],
  [/\+\/-|±/g, ' plus or minus '],
  [/(?<=[\p{N})]) ?:(?! )(?=\p{N}{1,3}(?![\p{N}:]|\.\p{N}))(?<!\p{N}{3,} ?:)/gu, ' to '],
  [/(?<![\p{L}\p{N}~])~ ?(?=[$€£¥]?\p{N})/gu, 'about '],
  [/[≈≅] ?(?=[$€£¥]?\p{N})/gu, ' approximately '],
  [/(?<=[\p{L}\p{N})])<(?=-?\.?\p{N})/gu, ' is less than '],
  [/(?<=[\p{L}\p{N})])>(?=-?\.?\p{N})/gu, ' is greater than '],
  [/(?<=[\p{L}\p{N})]) ?[≈≅] ?(?=[$€£¥]?\p{N})/gu, ' is approximately '],
  [/(?<![\p{L}\p{N})=<-])<(?=\p{Sc}?-?\.?\p{N})/gu, 'less than '],
  [/(?<![\p{L}\p{N})=>-])>(?=\p{Sc}?-?\.?\p{N})/gu, 'more than '],
  [/(?<=\d\.\d{1,20})[eE]-(?=\d{1,3}(?![\p{L}\p{N}]))/gu, ' times ten to the minus '],
  [/(?<=\d\.\d{1,20})[eE]\+?(?=\d{1,3}(?![\p{L}\p{N}]))/gu, ' times ten to the '],
  [/(?<=%) ?\/ ?(?:yr|year)(?![\p{L}\p{N}])/gu, ' per year'],
  [/(?<=%) ?\/ ?(?:mo|month)(?![\p{L}\p{N}])/gu, ' per month'],
  [/(?<=%) ?\/ ?(?:d|day)(?![\p{L}\p{N}])/gu, ' per day'],
  [/(?<=\p{Lu}\p{Ll}{1,20}) > (?=\p{Lu}\p{Ll})/gu, ', '],
  [/№ ?/g, 'number '],
  [/(?<![\p{L}\p{N}&])#(?=\p{N})/gu, 'number '],
  [/§§? ?/g, 'section '],
  [/(?<=[\p{N}])["″](?! ?[\p{L}])/gu, '"'],
];

export const arithmeticSigns: TextRule = {
  name: 'arithmetic',
  label: 'Arithmetic: 3 + 4 = 7, 2 × 3',
  apply: (text) =>
    arithmetic.reduce(
      (said, [pattern, words]) => said.replace(pattern, (match) => padded(match, words)),
      text,
    ),
};

/** A variable or a unit; behind other words a raised number is a footnote. */
const squaredUnit = String.raw`(?<=(?<!\p{L})(?:\p{L}{1,2}|miles?|inch|inches|foot|feet|met(?:er|re)s?|yards?))`;

const names: readonly (readonly [RegExp, string])[] = [
  [/(?<=\b[Aa]nd)\/(?=or\b)/g, ' '],
  [/(?<=(?<![\p{L}\p{N}])[A-G])#(?![\p{L}\p{N}])/gu, ' sharp'],
  [/&/g, ' and '],
  [/@/g, ' at '],
  [/(?<=[\p{L}\p{N}])\+\+/gu, ' plus plus '],
  [/(?<=[\p{L}\p{N}])\+(?![\p{L}\p{N}])/gu, ' plus '],
  [/\+/g, ' plus '],
  [/≠|!=/g, ' is not equal to '],
  [/≤|<=(?!>)/g, ' is less than or equal to '],
  [/≥|>=/g, ' is greater than or equal to '],
  [/(?<![=\-<>])(?:=>|->|→|⇒|➔|➜|⟶|➡)/gu, ' to '],
  [/←|⇐|<-(?![-\d])/g, ' from '],
  [/↔|⇔/g, ' to and from '],
  [/≡/g, ' is identical to '],
  [/≈|≅/g, ' is approximately '],
  [between('={1,3}'), ' equals '],
  [apart('<'), ' is less than '],
  [apart('>'), ' is greater than '],
  [/(?<=\p{N})<(?=\p{N})/gu, ' is less than '],
  [/(?<=\p{N})>(?=\p{N})/gu, ' is greater than '],
  [apart('[×✕]'), ' times '],
  [apart('\\*'), ' times '],
  [/÷/g, ' divided by '],
  [/√ ?/g, ' square root of '],
  [/∞/g, ' infinity '],
  [/π/g, ' pi '],
  [/∑/g, ' sum of '],
  [/Ω/g, ' ohms '],
  [/μ/g, ' mu '],
  [/°/g, ' degrees '],
  [/%/g, ' percent '],
  [/‰/g, ' per mille '],
  [/¢/g, ' cents '],
  [new RegExp(`${squaredUnit}²`, 'gu'), ' squared'],
  [new RegExp(`${squaredUnit}³`, 'gu'), ' cubed'],
  [/[²³]/g, ''],
  [/\$/g, ' dollar '],
  [/€/g, ' euro '],
  [/£/g, ' pound '],
  [/¥/g, ' yen '],
  [/© ?|\([cC]\)(?= ?\d)/g, ' copyright '],
  [/®/g, ' registered '],
  [/™/g, ' trademark '],
  [/¶ ?/g, ' paragraph '],
  [/(?<=\b(?:[Hh]e|[Hh]is|[Hh]im|[Ss]he|[Hh]ers?))\/(?=(?:she|hers?|he|his|him)\b)/g, ' or '],
  [/(?<=\p{L}s)\/(?=(?:second|minute|hour|day|week|month|year|person|mile|gallon)\b)/gu, ' per '],
  [/(?<=[\p{L}\p{N}]) ?\/ ?(?=[\p{L}\p{N}])/gu, ' slash '],
  [/(?<=[\p{L}\p{N}])\\(?=[\p{L}\p{N}])/gu, ' backslash '],
  [/(?<=[\p{L}\p{N}])_(?=[\p{L}\p{N}])/gu, ' '],
  [/(?<=[\p{L}\p{N}]) ?\| ?(?=[\p{L}\p{N}"])/gu, ', '],
  [/[[{⟨【〔]/gu, '('],
  [/[\]}⟩】〕]/gu, ')'],
];

/** Signs and marks that have no name here and shape no sentence: nothing is invented for them. */
const unsaid = /(?:(?![.,;:!?'"()…—–-])[\p{S}\p{P}])+/gu;

/** `&`, `@`, `+`, `=`, `%`, `©`, arrows and comparisons by name; signs without a name are left out. */
export const symbols: TextRule = {
  name: 'symbols',
  label: 'Signs: &, @, +, =, ©, →',
  apply: (text) =>
    names
      .reduce((said, [pattern, words]) => said.replace(pattern, (match) => padded(match, words)), text)
      .replace(unsaid, (match) => (isBetweenWords(match) ? ' ' : '')),
};

/** A space at an edge of the words is for letters and signs that touch them. */
function padded({ 0: written, index, input }: RegExpExecArray, words: string): string {
  const end = index + written.length;
  const isApart = index === 0 || /\s/.test(input[index - 1]!);
  const isApartBehind = end === input.length || /\s/.test(input[end]!);
  const said = isApart ? words.trimStart() : words;
  return isApartBehind ? said.trimEnd() : said;
}

function isBetweenWords({ 0: written, index, input }: RegExpExecArray): boolean {
  const end = index + written.length;
  const touches = /[\p{L}\p{N}]/u;
  return touches.test(input.slice(index - 1, index)) && touches.test(input.slice(end, end + 1));
}
