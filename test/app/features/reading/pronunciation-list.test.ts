import { expect, test } from 'vitest';
import { draftProblem, mergeLists } from '../../../../src/app/features/reading/pronunciation-list';
import { MAX_PRONUNCIATIONS, type Pronunciation } from '../../../../src/core/text/pronunciations';

const entry = (change: Partial<Pronunciation>): Pronunciation => ({
  written: 'Bath',
  said: 'barth',
  matchCase: false,
  wholeWord: true,
  ...change,
});
const full = Array.from({ length: MAX_PRONUNCIATIONS }, (_, i) => entry({ written: `word${i}` }));

test('an entry that can be used has no problem; nothing may be said for a word', () => {
  expect(draftProblem(entry({}), [])).toBeNull();
  expect(draftProblem(entry({ said: '' }), [])).toBeNull();
  expect(draftProblem(entry({ matchCase: true }), [entry({})])).toBeNull();
});

test.each<[string, Partial<Pronunciation>, readonly Pronunciation[], 'written' | 'said', RegExp]>([
  ['no word', { written: ' ' }, [], 'written', /^Write the word here/],
  ['a word twice', { written: 'BATH' }, [entry({})], 'written', /“BATH” is in the list already/],
  ['one more than can be kept', {}, full, 'written', /would have 5,001 entries; at most 5,000/],
  ['a long word', { written: 'x'.repeat(201) }, [], 'written', /^This has 201 characters; at most 200/],
  ['long words for it', { said: 'x'.repeat(201) }, [], 'said', /^This has 201 characters/],
  ['a tab', { said: 'a\tb' }, [], 'said', /^This holds a line end or another control character/],
])('%s is told beside its field', (_, change, others, field, sentence) => {
  const problem = draftProblem(entry(change), others);
  expect(problem?.field).toBe(field);
  expect(problem?.message).toMatch(sentence);
});

test('of a word that list and file both have, the file’s entry counts', () => {
  const list = [entry({}), entry({ written: 'Reading' })];
  const file = [
    entry({ written: 'bath', said: 'bathe' }),
    entry({ written: 'Cairo' }),
    entry({ written: 'Reading' }),
  ];
  expect(mergeLists(list, file)).toEqual({
    list: [
      entry({ written: 'bath', said: 'bathe' }),
      entry({ written: 'Reading' }),
      entry({ written: 'Cairo' }),
    ],
    added: 1,
    changed: 1,
  });
});
