import type { TextRule } from '../text-rule';
import { amount, amountWords, isSingular, notInNumber, scaleWord } from './amounts';
import { unitNamed, unitNames } from './unit-names';

/** Single letters are units only where they cannot be a word or a name. */
const ambiguous = new Set(['A', 'B', 'K', 'N', 'us', 'pt', 'cd', 'atm', 'bar', 'kn', 'inch']);

const escaped = (text: string) => text.replace(/[\^.]/g, '\\$&');
const byLength = (a: string, b: string) => b.length - a.length;
const symbols = [...unitNames.keys()].filter((unit) => !ambiguous.has(unit)).sort(byLength);
const longSymbols = symbols.filter((unit) => unit.length > 1);
const anyCaseSymbols = [...new Set([...symbols, ...longSymbols.map((unit) => unit.toUpperCase())])];
const unit = `(?:${[...new Set([...anyCaseSymbols, ...longSymbols.map((u) => u.toLowerCase())])].sort(byLength).map(escaped).join('|')})`;
const start = String.raw`(?<!\p{L}-)${notInNumber}`;
const unitEnd = String.raw`(?![\p{L}\p{N}]|[-/'][\p{L}\p{N}])`;

const measured = new RegExp(
  String.raw`${start}(?:(${amount})( to | by ))?(${amount})( ${scaleWord})?([ -]?)(${unit})(?:/(s(?:²|2|\^2)|${unit}|[a-z]))?(\.(?= \p{Ll}|[,;)]))?${unitEnd}`,
  'gu',
);
const perUnit = new RegExp(
  `${start}(${amount}) ?/ ?(${unit}|day|night|person|people|week|month|year|hour|minute|second)${unitEnd}`,
  'gu',
);
const feetThenInches = new RegExp(
  String.raw`${start}(\d{1,2}) ?(?:ft\.?|feet) (\d{1,2}) ?(?:in\b(?:\.(?! \p{Lu}|\s*$))?|inches)(?![\p{L}\p{N}])`,
  'gu',
);
const feetAndInches = new RegExp(
  String.raw`${start}(\d{1,2}) ?['′] ?(\d{1,2})(?: ?(?:["″]|''))?(?![\p{L}\p{N}])`,
  'gu',
);
const prime = new RegExp(`${start}(${amount})(?:(″)|(′))`, 'gu');
const inches = new RegExp(
  String.raw`${start}(${amount})(?: in\.(?! \p{Lu})| in(?=$|[\n.,;)]| [x×by]{1,2} \d)|in\b(?:\.(?! \p{Lu}|\s*$))?|")`,
  'gu',
);
/** Letters that touch a count of people are no meters. */
const millions = new RegExp(
  `${start}(${amount})m(?= (?:people|users|views|viewers|followers|subscribers|downloads|customers|visitors|dollars|euros|pounds|years)\\b)`,
  'gu',
);
const unitsAlone = /(?<![\p{L}\p{N}/])(?:km\/h|m\/s²|m\/s|km²|m²|m³|mph|kWh|°C|°F)(?![\p{L}\p{N}/])/gu;

/** `5 km`, `3.2GHz`, `20°C`, `12/kg`, `6'2"`. */
export const units: TextRule = {
  name: 'units',
  label: 'Units: 5 km, 60 mph, 20°C',
  apply: (text) =>
    text
      .replace(millions, ([, count]) => `${amountWords(count!)} million`)
      .replace(feetAndInches, (match) => {
        const [, feet, inch] = match;
        if (Number(inch) >= 12) return null;
        return `${withUnit(feet!, 'ft', '', isBeforeNoun(match))} ${amountWords(inch!)}`;
      })
      .replace(feetThenInches, ([, feet, inch]) => `${withUnit(feet!, 'ft')} ${withUnit(inch!, 'inch')}`)
      .replace(prime, ([, count, isInch]) => withUnit(count!, isInch ? 'inch' : 'ft'))
      .replace(inches, (match) =>
        isInQuotation(match) ? null : withUnit(match[1]!, 'inch', '', isBeforeNoun(match)),
      )
      .replace(perUnit, ([, count, per]) => `${amountWords(count!)} per ${unitNamed(per!)?.one ?? per}`)
      .replace(measured, (match) => {
        const [, from, between, count, scale = '', gap, symbol, per] = match;
        if (symbol === 's' && gap === '' && count!.endsWith('0')) return null; // the 1980s
        const next = match.input.slice(match.index + match[0].length, match.index + match[0].length + 2);
        const isAdjective = /^ \p{Ll}/u.test(next) && (gap === '-' || isAfterArticle(match));
        const first = from ? `${amountWords(from)}${between}` : '';
        const said = withUnit(count!, symbol!, scale, isAdjective);
        return `${first}${said}${per ? ` per ${perName(per)}` : ''}`;
      })
      .replace(unitsAlone, ([written]) => {
        const [symbol, per] = written.split('/');
        return `${unitNamed(symbol!)!.many}${per ? ` per ${perName(per)}` : ''}`;
      }),
};

/** A 5 km run: what an article stands before is one thing. */
function isAfterArticle(match: RegExpExecArray): boolean {
  return /\b(?:[Aa]n?|[Tt]hat|[Tt]his) $/.test(match.input.slice(Math.max(0, match.index - 6), match.index));
}

/** A 15" laptop, a 6'2" man. */
function isBeforeNoun(match: RegExpExecArray): boolean {
  const at = match.index + match[0].length;
  return isAfterArticle(match) && /^ \p{Ll}/u.test(match.input.slice(at, at + 2));
}

/** A mark behind a number closes a quotation that is open, or else means inches. Looks back over 200 characters. */
function isInQuotation({ 0: written, index, input }: RegExpExecArray): boolean {
  const line = input
    .slice(Math.max(0, index - 200), index)
    .split('\n')
    .at(-1)!;
  return written.endsWith('"') && line.split('"').length % 2 === 0;
}

function perName(unit: string): string {
  return /^s[²2^]/.test(unit) ? 'second squared' : (unitNamed(unit)?.one ?? unit);
}

function withUnit(count: string, symbol: string, scale = '', isAdjective = false): string {
  const { one, many } = unitNamed(symbol)!;
  return `${amountWords(count)}${scale} ${isAdjective || (isSingular(count) && !scale) ? one : many}`;
}
