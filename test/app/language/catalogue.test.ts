import { readFileSync } from 'node:fs';
import MessageFormat from '@messageformat/core';
import { describe, expect, test } from 'vitest';
import { compileMessages } from '../../../scripts/build/compiled-messages';
import { familyTraits } from '../../../src/core/model/families';
import type { Manifest } from '../../../src/core/package/manifest';
import type { ChoiceSetting, Setting } from '../../../src/core/speech/setting';
import { choicesOf, settings } from '../../../src/core/speech/settings';
import { englishRules } from '../../../src/core/text/english/english-rules';
import { readPageText } from './page-text';

type Messages = Readonly<Record<string, string>>;
const read = (tag: string) => JSON.parse(readFileSync(`src/app/language/${tag}.json`, 'utf8')) as Messages;
const [english, german] = [read('en'), read('de')];

/** Failures of these are answers of the API and of the command line, which are English. */
const ENGLISH = /^src\/(core\/(api|openai|jobs|rehearsal)|platform\/(api|node|jobs)|app\/features\/api)\//;
/** What programs and the maintainers read, in modules without elements. */
const FOR_PROGRAMS = /^src\/app\/features\/(api\/[\w-]+|device\/device-report)\.ts:/;
/** Names, keys and addresses are alike in every language. */
const NAMES = / (Pagevoice|Esc|https:\/\/\S+)$/;
const families = Object.keys(familyTraits);
const page = readPageText('src/app');
/** Sentences that reach the page from core and its adapters, the words of the table of settings, and the names of text rules. */
const core = ['src/core', 'src/platform'].map(readPageText);
const words = Object.values<Setting>(settings).flatMap((setting) => [
  setting.label,
  setting.hint,
  ...('minRefusal' in setting && setting.minRefusal ? [setting.minRefusal] : []),
  ...(setting.kind === 'choice' ? families.flatMap((family) => choiceTexts(setting, family)) : []),
]);
const rules = englishRules.map(({ label }) => label);
const templates = [
  ...new Set([...page.templates, ...core.flatMap((folder) => folder.templates), ...words, ...rules]),
];

function choiceTexts(setting: ChoiceSetting, family: string): readonly string[] {
  const manifest = { spec: { language: { family } } } as unknown as Manifest;
  return choicesOf(setting, manifest).map(({ text }) => text);
}

const placesOf = (message: string) => [...new Set(message.match(/\{\d+/g))].sort();

describe('the page has', () => {
  test('no text outside the catalogue', () => {
    expect(page.templates.length).toBeGreaterThan(250);
    expect(page.untagged.filter((text) => !NAMES.test(text) && !FOR_PROGRAMS.test(text))).toEqual([]);
  });
});

describe('failures', () => {
  test('carry a sentence that can be translated, but for those of the API and the command line', () => {
    const plain = [page, ...core].flatMap(({ plainFailures }) => plainFailures);
    expect(plain.length).toBeGreaterThan(10);
    expect(plain.filter((failure) => !ENGLISH.test(failure))).toEqual([]);
  });
});

describe('German', () => {
  test('has a message for every text of the page, and no other', () => {
    expect(Object.keys(german).sort()).toEqual(templates.sort());
  });
});

describe.each([
  ['en', english],
  ['de', german],
] as const)('the messages of %s', (tag, messages) => {
  test('compile, and each is of a text of the page', () => {
    expect(compileMessages(tag, messages)).toContain('export default');
    expect(Object.keys(messages).filter((template) => !templates.includes(template))).toEqual([]);
  });

  test('have the values of their template', () => {
    const differing = Object.entries(messages).filter(
      ([key, message]) => `${placesOf(key)}` !== `${placesOf(message)}`,
    );
    expect(differing).toEqual([]);
  });

  test('have every plural of the language', () => {
    const format = new MessageFormat(tag, { strictPluralKeys: true });
    for (const message of Object.values(messages)) expect(() => format.compile(message)).not.toThrow();
    const counting = Object.values(messages).filter((message) => message.includes(', plural,'));
    expect(counting.filter((message) => !/ one \{.* other \{/.test(message))).toEqual([]);
  });
});
