import { filled, messageKey, type Sentence, type SentenceValue, say } from '../../core/sentence';
import english from './en.json?messages';

/** A translated message, given its values: texts, and numbers where the message counts. */
type Message = (values: readonly (string | number)[]) => string;

/** Compiled messages by their `messageKey`, see `scripts/build/compiled-messages.ts`. */
export type Messages = Readonly<Record<string, Message>>;

/** A language in which the page can be shown, with its messages at hand. */
export type Language = {
  /** BCP 47. */
  readonly tag: string;
  readonly direction: 'ltr' | 'rtl';
  readonly messageOf: (template: string) => Message | undefined;
};

/** The templates themselves; the messages are those that count. */
export const englishLanguage: Language = {
  tag: 'en',
  direction: 'ltr',
  messageOf: (template) => english[messageKey(template)],
};

let current = englishLanguage;
const listeners = new Set<() => void>();

/** Shows the page in another language from now on. */
export function setLanguage(language: Language): void {
  current = language;
  for (const listener of listeners) listener();
}

export function onLanguage(listener: () => void): void {
  listeners.add(listener);
}

export const language = (): Language => current;

/** Tag of a template literal: the text in the language of the page. t`Loading ${title}.` */
export function t(parts: TemplateStringsArray, ...values: readonly SentenceValue[]): string {
  return translated(say(parts, ...values));
}

/** The words in the language of the page; English, where it has none for them. */
export function translated({ template, values }: Sentence): string {
  const message = current.messageOf(template);
  if (!message) return filled(template, values.map(shown));
  return message(values.map((value) => (typeof value === 'number' ? value : shown(value))));
}

function shown(value: SentenceValue): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return numberText(value);
  return 'digits' in value ? numberText(value.number, value.digits) : translated(value);
}

/** @param digits behind the point; absent: as many as the number has, three at most. */
export function numberText(value: number, digits?: number): string {
  return formatOf(current.tag, digits).format(value);
}

const formats = new Map<string, Intl.NumberFormat>();

function formatOf(tag: string, digits?: number): Intl.NumberFormat {
  const key = `${tag} ${digits}`;
  const format = formats.get(key) ?? new Intl.NumberFormat(withOwnDigits(tag), digitsOf(digits));
  formats.set(key, format);
  return format;
}

const digitsOf = (digits?: number) =>
  digits === undefined ? {} : { minimumFractionDigits: digits, maximumFractionDigits: digits };

/** Digits are 0 to 9 in every language, typed or shown. */
const withOwnDigits = (tag: string) => `${tag}-u-nu-latn`;

/** A day, as the language writes it. */
export function dateText(
  milliseconds: number,
  style: Intl.DateTimeFormatOptions = { dateStyle: 'medium' },
): string {
  return new Intl.DateTimeFormat(withOwnDigits(current.tag), style).format(milliseconds);
}

/** `voice, page and text` */
export function listText(items: readonly string[]): string {
  return new Intl.ListFormat(current.tag, { type: 'conjunction' }).format(items);
}
