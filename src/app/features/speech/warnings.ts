import type { Sentence, SentenceValue } from '../../../core/sentence';
import { t, translated } from '../../language/language';

/** Warnings of one kind differ in their numbers only; `sentence` is the first of them, `count` says how many came. */
export type PageWarning = { readonly sentence: Sentence; readonly count: number };

/** Cap above the number of kinds of warnings. */
const MOST_KINDS = 20;

/** One line for each kind, however many pieces a text has; what was said word for word before is passed over. */
export function withWarning(warnings: readonly PageWarning[], sentence: Sentence): readonly PageWarning[] {
  const same = warnings.find((warning) => kindOf(warning.sentence) === kindOf(sentence));
  if (!same) return warnings.length < MOST_KINDS ? [...warnings, { sentence, count: 1 }] : warnings;
  if (keyOf(same.sentence) === keyOf(sentence)) return warnings;
  return warnings.map((warning) => (warning === same ? { ...same, count: same.count + 1 } : warning));
}

/** Warnings shown near the speech, without those already shown beside the text. */
export function warningsOfSpeech(
  warnings: readonly PageWarning[],
  letters: Sentence | null,
): readonly PageWarning[] {
  return letters ? warnings.filter(({ sentence }) => keyOf(sentence) !== keyOf(letters)) : warnings;
}

/** `One warning`, `3 warnings`; empty without any. */
export function warningsTitle(count: number): string {
  return count === 0 ? '' : t`${count} warnings`;
}

export const keyOf = (sentence: Sentence): string => JSON.stringify(sentence);

const kindOf = (sentence: Sentence): string => keyOf(sentence).replace(/\d+([.,]\d+)*/g, '#');

/** Stands around the number of a sentence while its warning is translated. */
const MARK = '\u0000';

/** A warning in parts: the numbers of sentences, and the words between them. */
export function warningParts({
  sentence,
  count,
}: PageWarning): readonly (string | { readonly sentence: number })[] {
  const text = translated(marked(sentence));
  return (count === 1 ? text : t`${text} (And ${count - 1} more like this.)`)
    .split(MARK)
    .map((part, index) => (index % 2 === 1 ? { sentence: Number(part) } : part))
    .filter((part) => part !== '');
}

/** The engine names a sentence by a number that stands alone in a sentence of its own. */
function marked({ template, values }: Sentence): Sentence {
  if (template === '{0}' && typeof values[0] === 'number')
    return { template, values: [MARK + values[0] + MARK] };
  const inside = (value: SentenceValue) =>
    typeof value === 'object' && 'template' in value ? marked(value) : value;
  return { template, values: values.map(inside) };
}
