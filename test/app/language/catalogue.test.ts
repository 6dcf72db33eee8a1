import { readFileSync } from 'node:fs';
import MessageFormat from '@messageformat/core';
import { describe, expect, test } from 'vitest';
import { compileMessages } from '../../../scripts/build/compiled-messages';
import { readPageText } from './page-text';

type Messages = Readonly<Record<string, string>>;
const read = (tag: string) => JSON.parse(readFileSync(`src/app/language/${tag}.json`, 'utf8')) as Messages;
const [english, german] = [read('en'), read('de')];

/** Names, keys and addresses are alike in every language. */
const NAMES = / (Pagevoice|Esc|https:\/\/\S+)$/;
const page = readPageText('src/app');

const placesOf = (message: string) => [...new Set(message.match(/\{\d+/g))].sort();

describe('the page has', () => {
  test('no text outside the catalogue', () => {
    expect(page.templates.length).toBeGreaterThan(250);
    expect(page.untagged.filter((text) => !NAMES.test(text))).toEqual([]);
  });
});

describe('German', () => {
  test('has a message for every text of the page, and no other', () => {
    expect(Object.keys(german).sort()).toEqual([...page.templates].sort());
  });
});

describe.each([
  ['en', english],
  ['de', german],
] as const)('the messages of %s', (tag, messages) => {
  test('compile, and each is of a text of the page', () => {
    expect(compileMessages(tag, messages)).toContain('export default');
    expect(Object.keys(messages).filter((template) => !page.templates.includes(template))).toEqual([]);
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
