/** A number that is shown with so many digits behind its point. */
export type Decimal = { readonly number: number; readonly digits: number };

export type SentenceValue = string | number | Decimal | Sentence;

/**
 * Words for a person, before they are in a language: plain data, so that they cross threads whole.
 * The template is the English sentence with {0}, {1} … for its values; it is the key of every translation.
 */
export type Sentence = { readonly template: string; readonly values: readonly SentenceValue[] };

/** A sentence, or the words of others and of the API, which are in one language only. */
export type Words = Sentence | string;

/** Tag of a template literal: say`${count} files are missing` */
export function say(parts: TemplateStringsArray, ...values: readonly SentenceValue[]): Sentence {
  return { template: parts.reduce((text, part, index) => `${text}{${index - 1}}${part}`), values };
}

export const decimal = (number: number, digits: number): Decimal => ({ number, digits });

/** Words that core keeps in English for all its callers, such as the label of a setting. */
export const term = (english: string): Sentence => ({ template: english, values: [] });

/** The words of others, which are shown as they are. */
export const verbatim = (text: string): Sentence => ({ template: '{0}', values: [text] });

/** The sentence in English, as the API and the command line give it. */
export function english(sentence: Words): string {
  if (typeof sentence === 'string') return sentence;
  const shown = sentence.values.map((value) => {
    if (typeof value !== 'object') return String(value);
    return 'digits' in value ? value.number.toFixed(value.digits) : english(value);
  });
  return filled(sentence.template, shown);
}

/** The template with texts in the places of its values. */
export function filled(template: string, shown: readonly string[]): string {
  return template.replace(/\{(\d+)\}/g, (_, index) => shown[Number(index)]!);
}

/**
 * Name of a message in the compiled ones: a hash of its template, so that they do not hold the English too.
 * Source: FNV-1a, folded to 24 bits: names are a sixth of what is fetched of a language. The build refuses two that are the same.
 */
export function messageKey(template: string): string {
  let hash = 0;
  for (let at = 0; at < template.length; at++) hash = Math.imul(hash ^ template.charCodeAt(at), 0x01000193);
  return ((hash >>> 24) ^ (hash & 0xffffff)).toString(36);
}
