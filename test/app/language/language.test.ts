import { afterEach, expect, test } from 'vitest';
import { dateText, language, t } from '../../../src/app/language/language';
import { createLanguageController } from '../../../src/app/language/language-controller';
import { bestLanguage } from '../../../src/app/language/languages';
import { decimal, english, say } from '../../../src/core/sentence';
import { keptNotes } from '../../../src/platform/storage/kept-notes';

function controller() {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, text: string) => void kept.set(name, text),
  } as unknown as Storage;
  return createLanguageController({ notes: keptNotes(() => storage, new EventTarget()) });
}

afterEach(() => controller().start('en', []));

test('the address is asked before the choice that is kept, and that before the browser', async () => {
  const own = controller();
  await own.start(null, ['fr', 'de-AT', 'en']);
  expect(language().tag).toBe('de');
  expect(await own.choose('en')).toBe(true);
  await own.start(null, ['de']);
  expect(language().tag).toBe('en');
  await own.start('ar-XB', ['de']);
  expect(language()).toMatchObject({ tag: 'ar-XB', direction: 'rtl' });
  expect(bestLanguage(['fr', null]).tag).toBe('en');
});

test('German has its own words, plurals, numbers and days', async () => {
  expect(t`${1} minutes` + t`${12345} characters`).toBe('1 minute12,345 characters');
  await controller().start('de', []);
  expect(t`${1} minutes`).toBe('1 Minute');
  expect(t`${2} minutes`).toBe('2 Minuten');
  expect(t`${12345} characters`).toBe('12.345 Zeichen');
  expect(t`${decimal(2, 1)} seconds`).toBe('2,0 Sekunden');
  expect(dateText(Date.UTC(2026, 4, 20, 12))).toBe('20.05.2026');
  expect(t`No message says this.`).toBe('No message says this.');
});

test('the pseudo language changes words and leaves values as they are', async () => {
  await controller().start('ar-XB', []);
  const text = t`Licence: ${'CC0 of Ada'}`;
  expect(text).toContain('CC0 of Ada');
  expect(text).not.toContain('Licence');
  expect(t`${1} minutes`).toMatch(/1.*m/);
});

test('a sentence is English for the API, with its sentences inside', () => {
  expect(english(say`${say`${2} files`} of ${decimal(1.25, 1)} MB`)).toBe('2 files of 1.3 MB');
});
