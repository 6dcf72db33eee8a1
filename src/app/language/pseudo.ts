import { filled } from '../../core/sentence';
import type { Language } from './language';

const accents: Readonly<Record<string, string>> = {
  a: 'á',
  c: 'ç',
  e: 'é',
  i: 'í',
  n: 'ñ',
  o: 'ö',
  u: 'ü',
  A: 'Å',
  E: 'É',
  O: 'Ø',
  U: 'Û',
};

/** RIGHT-TO-LEFT OVERRIDE and its end: Latin letters are then laid out as Arabic ones are. */
const [OVERRIDE, POP] = ['\u202E', '\u202C'];

/**
 * English that is read from right to left, with accents and a third longer: it shows what a layout does with a language
 * like Arabic, and by its accents which text of the page is in no catalogue.
 */
export function pseudoLanguage(english: Language): Language {
  return {
    tag: 'ar-XB',
    direction: 'rtl',
    messageOf: (template) => (values) => {
      const places = values.map((_, index) => `{${index}}`);
      const message = english.messageOf(template)?.(values) ?? filled(template, places);
      const text = message.split(/(\{\d+\})/).map((part) => (part.startsWith('{') ? part : pseudo(part)));
      return filled(text.join(''), values.map(String));
    },
  };
}

function pseudo(text: string): string {
  if (!/[A-Za-z]/.test(text)) return text;
  const longer = text.replace(/[aeiou]/g, (letter, at: number) => (at % 3 === 0 ? letter + letter : letter));
  return OVERRIDE + longer.replace(/[A-Za-z]/g, (letter) => accents[letter] ?? letter) + POP;
}
