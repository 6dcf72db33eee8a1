import type { TextRule } from '../text-rule';
import { amount, amountWords, isSingular, notInNumber, scaleWord } from './amounts';
import { unitNamed, unitNames } from './unit-names';

/** Single letters are units only where they cannot be a word or a name. */
const ambiguous = new Set(['A', 'B', 'K', 'N', 'us', 'pt', 'cd', 'atm', 'bar', 'kn', 'inch']);

const escaped = (text: string) => text.replace(/[\^]/g, '\\$&');
const byLength = (a: string, b: string) => b.length - a.length;
const symbols = [...unitNames.keys()].filter((unit) => !ambiguous.has(unit)).sort(byLength);
const longSymbols = symbols.filter((unit) => unit.length > 1);
const anyCaseSymbols = [...new Set([...symbols, ...longSymbols.map((unit) => unit.toUpperCase())])];
const unit = `(?:${[...new Set([...anyCaseSymbols, ...longSymbols.map((u) => u.toLowerCase())])].sort(byLength).map(escaped).join('|')})`;
const unitEnd = String.raw`(?![\p{L}\p{N}]|[-/'][\p{L}\p{N}])`;
const singleLetter = String.raw`(?:per|/)`;

const measured = new RegExp(
  String.raw`${notInNumber}(?:(${amount})( to | by ))?(${amount})( ${scaleWord})?([ -]?)(${unit})(?:${singleLetter}(${unit}|[a-z]))?(\.(?=[ ]\p{Ll}))?${unitEnd}`,
  'gu',
);
const perUnit = new RegExp(
  String.raw`${notInNumber}(${amount}) ?/ ?(${unit}|day|night|person|people|week|month|year|hour|minute|second)${unitEnd}`,
  'gu',
);
const feetAndInches = new RegExp(
  String.raw`${notInNumber}(\d{1,2}) ?['′] ?(\d{1,2})(?: ?(?:["″]|''))?(?![\p{L}\p{N}])`,
  'gu',
);
const prime = new RegExp(String.raw`${notInNumber}(${amount})(?:(″)|(′))`, 'gu');
const inches = new RegExp(
  String.raw`${notInNumber}(${amount})(?: in\.(?! \p{Lu})|in\b\.?|["](?=[ ]?(?:x|×|by|wide|long|tall|screen|display|pipe)))`,
  'gu',
);
const unitsAlone = /(?<![\p{L}\p{N}/])(?:km\/h|m\/s|km²|m²|m³|mph|kWh|°C|°F)(?![\p{L}\p{N}/])/gu;

/** `5 km`, `3.2GHz`, `20°C`, `12/kg`, `6'2"`. */
export const units: TextRule = {
  name: 'units',
  label: 'Units: 5 km, 60 mph, 20°C',
  apply: (text) =>
    text
      .replace(feetAndInches, ([, feet, inch]) => {
        const said = `${amountWords(feet!)} ${feet === '1' ? 'foot' : 'feet'} ${amountWords(inch!)}`;
        return Number(inch) < 12 ? said : null;
      })
      .replace(prime, ([, count, isInch]) => withUnit(count!, isInch ? 'inch' : 'ft'))
      .replace(inches, ([, count]) => withUnit(count!, 'inch'))
      .replace(perUnit, ([, count, per]) => `${amountWords(count!)} per ${unitNamed(per!)?.one ?? per}`)
      .replace(measured, (match) => {
        const [, from, between, count, scale = '', gap, symbol, per] = match;
        if (symbol === 's' && gap === '' && count!.endsWith('0')) return null; // the 1980s
        const next = match.input.slice(match.index + match[0].length, match.index + match[0].length + 2);
        const isAdjective = gap === '-' && /^ \p{Ll}/u.test(next);
        const first = from ? `${amountWords(from)}${between}` : '';
        const said = withUnit(count!, symbol!, scale, isAdjective);
        return `${first}${said}${per ? ` per ${unitNamed(per)?.one ?? per}` : ''}`;
      })
      .replace(unitsAlone, ([written]) => {
        const [symbol, per] = written.split('/');
        return `${unitNamed(symbol!)!.many}${per ? ` per ${unitNamed(per)!.one}` : ''}`;
      }),
};

function withUnit(count: string, symbol: string, scale = '', isAdjective = false): string {
  const { one, many } = unitNamed(symbol)!;
  return `${amountWords(count)}${scale} ${isAdjective || (isSingular(count) && !scale) ? one : many}`;
}
