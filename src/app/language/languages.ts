import { importLater } from '../../core/data/import-later';
import { messageKey } from '../../core/sentence';
import { englishLanguage, type Language } from './language';

/** A language that the page knows. */
type KnownLanguage = {
  readonly tag: string;
  /** In itself. */
  readonly name: string;
  readonly load: () => Promise<Language>;
};

/** The first is shown where a person's browser asks for none of them. */
export const languages: readonly KnownLanguage[] = [
  { tag: 'en', name: 'English', load: async () => englishLanguage },
  {
    tag: 'de',
    name: 'Deutsch',
    load: async () => {
      const { default: german } = await importLater(() => import('./de.json?messages'));
      return { tag: 'de', direction: 'ltr', messageOf: (template) => german[messageKey(template)] };
    },
  },
  {
    // For trying the layout, by `?language=ar-XB`: the tag that Unicode's CLDR gives to pseudo right-to-left text.
    tag: 'ar-XB',
    name: 'Pseudo',
    load: async () => (await import('./pseudo')).pseudoLanguage(englishLanguage),
  },
];

export const pseudoTag = 'ar-XB';

/** @param asked tags in the order of preference, of the page's address, the device's notes and the browser. */
export function bestLanguage(asked: readonly (string | null)[]): KnownLanguage {
  for (const tag of asked) {
    if (tag === pseudoTag) return languages.find((known) => known.tag === tag)!;
    const found = languages.find((known) => known.tag === tag?.split('-')[0]?.toLowerCase());
    if (found) return found;
  }
  return languages[0]!;
}
