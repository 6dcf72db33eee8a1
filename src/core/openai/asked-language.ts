import type { Fields } from '../data/untrusted-json';
import type { Manifest } from '../package/manifest';
import { speechProfile } from '../speech/profile-of';

const MAX_NAME = 100;
/** Kokoro-FastAPI's letters. */
const letters: Readonly<Record<string, string>> = {
  a: 'en',
  b: 'en',
  e: 'es',
  f: 'fr',
  h: 'hi',
  i: 'it',
  j: 'ja',
  p: 'pt',
  z: 'zh',
};

/**
 * A call can name the language of its text, as a tag, an English name or a letter; the text itself decides
 * what is said.
 * @throws what the fields refuse with, for a language that the voice does not speak.
 */
export function checkLanguage(fields: Fields, manifest: Manifest): void {
  const { languages } = speechProfile(manifest);
  for (const key of ['language', 'lang_code']) {
    if (!fields.has(key)) continue;
    const asked = fields.text(key, MAX_NAME).trim().toLowerCase();
    const spoken = languages.flatMap((tag) => [tag.split('-')[0]!.toLowerCase(), englishName(tag)]);
    const code = letters[asked] ?? asked.split(/[-_]/)[0]!;
    if (languages.length === 0 || ['', 'auto'].includes(asked) || spoken.includes(code)) continue;
    fields.refuse(key, `is a language that this model does not speak; it speaks ${languages.join(', ')}`);
  }
}

function englishName(tag: string): string {
  return new Intl.DisplayNames('en', { type: 'language' }).of(tag.split('-')[0]!)?.toLowerCase() ?? tag;
}
