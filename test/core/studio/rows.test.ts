import { expect, test } from 'vitest';
import { type RowChange, rowsFor } from '../../../src/core/studio/rows';
import { parseScript } from '../../../src/core/studio/script';

const none: RowChange = { rows: [], shelf: [] };
const read = (text: string) => parseScript(text, { language: 'en', notSpeakers: [] }).sentences;

/** Rows of one text after the other; `kept` names the sentences that have takes. */
function rowsOfTexts(texts: readonly string[], isKept: (text: string) => boolean = () => true): RowChange[] {
  let count = 0;
  const parts = { newId: () => `r${++count}`, isKept: ({ text }: { text: string }) => isKept(text) };
  const steps: RowChange[] = [];
  for (const text of texts) steps.push(rowsFor(steps.at(-1) ?? none, read(text), parts));
  return steps;
}
const ids = ({ rows }: RowChange) => rows.map(({ id }) => id);

test('only the sentence that was changed is another one', () => {
  const [before, after] = rowsOfTexts(['One. Two. Three.', 'One. Two, too. Three.']);
  expect(ids(before!)).toEqual(['r1', 'r2', 'r3']);
  expect(ids(after!)).toEqual(['r1', 'r4', 'r3']);
  expect(after!.shelf.map(({ id }) => id)).toEqual(['r2']);
});

test('with its words a sentence comes back', () => {
  const steps = rowsOfTexts(['One. Two. Three.', 'One. Two, too. Three.', 'One. Two. Three.']);
  expect(ids(steps[2]!)).toEqual(['r1', 'r2', 'r3']);
  expect(steps[2]!.shelf.map(({ id }) => id)).toEqual(['r4']);
});

test('a sentence without takes may be given other words', () => {
  const [, after] = rowsOfTexts(['One. Two. Three.', 'One. Two, too. Three.'], () => false);
  expect(ids(after!)).toEqual(['r1', 'r2', 'r3']);
  expect(after!.shelf).toEqual([]);
});

test('sentences that are moved, put in and taken out leave the others alone', () => {
  const [, moved, added, removed] = rowsOfTexts([
    'One. Two. Three. Four.',
    'Three. One. Two. Four.',
    'Three. One. Half. Two. Four.',
    'Three. Half. Four.',
  ]);
  expect(ids(moved!)).toEqual(['r3', 'r1', 'r2', 'r4']);
  expect(ids(added!)).toEqual(['r3', 'r1', 'r5', 'r2', 'r4']);
  expect(ids(removed!)).toEqual(['r3', 'r5', 'r4']);
});

test('equal sentences are told apart by their order', () => {
  const [, after] = rowsOfTexts(['Yes. Yes. No. Yes.', 'Yes. No. Yes.']);
  expect(ids(after!)).toEqual(['r1', 'r3', 'r4']);
});

test('a sentence that another one says keeps its takes, and its choice is open again', () => {
  const parts = { newId: () => 'new', isKept: () => true };
  const [first] = rowsOfTexts(['Anna: Hi. Yes.\nBen: No.']);
  const chosen = { ...first!, rows: first!.rows.map((row) => ({ ...row, chosenTakeId: 't1' })) };
  const after = rowsFor(chosen, read('Anna: Hi. Yes.\nAnna: No.'), parts);
  expect(after.rows.map(({ id, chosenTakeId }) => [id, chosenTakeId])).toEqual([
    ['r1', 't1'],
    ['r2', 't1'],
    ['r3', null],
  ]);
});

test('rows that did not change are the same objects', () => {
  const [before, after] = rowsOfTexts(['One. Two. Three.', 'One. Two. Three. Four.']);
  expect(after!.rows[0]).toBe(before!.rows[0]);
});

test('a long text that is replaced whole is matched by its words', () => {
  const long = Array.from({ length: 1200 }, (_, at) => `Sentence number ${at} is here.`);
  const turned = [...long].reverse();
  const [before, after] = rowsOfTexts([long.join(' '), turned.join(' ')]);
  expect(ids(after!)).toEqual([...ids(before!)].reverse());
});
