import { t } from '../../language/language';

/** Warnings of one kind differ in their numbers only; `message` is the first of them, `count` says how many came. */
export type PageWarning = { readonly message: string; readonly count: number };

/** Cap above the number of kinds of warnings. */
const MOST_KINDS = 20;

/** One line for each kind, however many pieces a text has; what was said word for word before is passed over. */
export function withWarning(warnings: readonly PageWarning[], message: string): readonly PageWarning[] {
  const same = warnings.find((warning) => kindOf(warning.message) === kindOf(message));
  if (!same) return warnings.length < MOST_KINDS ? [...warnings, { message, count: 1 }] : warnings;
  if (same.message === message) return warnings;
  return warnings.map((warning) => (warning === same ? { ...same, count: same.count + 1 } : warning));
}

/** Warnings shown near the speech, without those already shown beside the text. */
export function warningsOfSpeech(warnings: readonly PageWarning[], letters: string): readonly PageWarning[] {
  return warnings.filter(({ message }) => message !== letters);
}

/** `One warning`, `3 warnings`; empty without any. */
export function warningsTitle(count: number): string {
  return count === 0 ? '' : t`${count} warnings`;
}

export function warningText({ message, count }: PageWarning): string {
  return count === 1 ? message : `${message} (And ${count - 1} more like this.)`;
}

/** The number of a sentence, as the engine names one that does not sound right. */
const sentenceNumber = /(?<=^Sentence |[(,] ?)(\d+)(?= (?:sounds|too|cut|silent))/;

/** A warning in parts: the numbers of sentences, and the words between them. */
export function warningParts(text: string): readonly (string | { readonly sentence: number })[] {
  return text
    .split(sentenceNumber)
    .map((part, index) => (index % 2 === 1 ? { sentence: Number(part) } : part))
    .filter((part) => part !== '');
}

function kindOf(message: string): string {
  return message.replace(/\d+([.,]\d+)*/g, '#');
}
