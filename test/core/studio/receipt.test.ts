import { expect, test } from 'vitest';
import { id3Tag } from '../../../src/core/pcm/id3-tag';
import { findReceipt, type Receipt, receiptTakes, writeReceipt } from '../../../src/core/studio/receipt';
import type { Row } from '../../../src/core/studio/rows';
import { studioTake } from '../../fakes/studio-takes';

const rowOf = (id: string, text: string): Row => ({
  id,
  text,
  from: 0,
  to: text.length,
  speaker: '',
  mark: 'sentence',
  pauseSeconds: null,
  heading: 0,
  chosenTakeId: null,
});
const rows = [rowOf('r1', 'One.'), rowOf('r2', 'Two.'), rowOf('r3', 'Three.')];
const takes = [
  studioTake({ id: 'old', rowId: 'r1', text: 'One.', seed: 1 }),
  studioTake({ id: 'gone', rowId: 'r1', text: 'Won.', seed: 2 }),
  studioTake({ id: 'two', rowId: 'r2', text: 'Two.', seed: 3, contextIds: ['old', 'gone', 'unknown'] }),
  studioTake({ id: 'new', rowId: 'r1', text: 'One.', seed: 4, settings: { retakes: 0 } }),
  studioTake({ id: 'three', rowId: 'r3', text: 'Three.', seed: 5, contextIds: ['new', 'two'] }),
];
const heard = new Map([
  ['r1', takes[3]!],
  ['r2', takes[2]!],
  ['r3', takes[4]!],
]);
const gathered = receiptTakes(
  rows,
  ({ id }) => heard.get(id) ?? null,
  (id) => takes.find((take) => take.id === id),
);
const receipt: Receipt = {
  textHash: 'a'.repeat(64),
  voiceHashes: { '': 'b', Anna: 'c' },
  model: 'voice',
  modelHash: 'd',
  runtime: 'wasm, cpu-quantised',
  codesHash: 'e',
  ...gathered,
};

test('a receipt has every take that is heard behind those that it was made with', () => {
  expect(gathered.settings).toEqual([{ retakes: 0 }, {}]);
  expect(gathered.takes).toEqual([
    { row: 0, isHeard: true, seed: 4, settings: 0, context: [] },
    { row: 0, isHeard: false, seed: 1, settings: 1, context: [] },
    // Its words have left the text.
    { row: -1, isHeard: false, seed: 2, settings: 1, context: [] },
    { row: 1, isHeard: true, seed: 3, settings: 1, context: [1, 2, -1] },
    { row: 2, isHeard: true, seed: 5, settings: 1, context: [0, 3] },
  ]);
});

test('takes that refer to each other in a circle end all the same', () => {
  const one = studioTake({ id: 'one', rowId: 'r1', contextIds: ['two'] });
  const two = studioTake({ id: 'two', rowId: 'r2', text: 'Two.', contextIds: ['one'] });
  const byRow = new Map([
    ['r1', one],
    ['r2', two],
  ]);
  const circle = receiptTakes(
    rows,
    ({ id }) => byRow.get(id) ?? null,
    (id) => [one, two].find((take) => take.id === id),
  );
  expect(circle.takes.map(({ row, context }) => [row, context])).toEqual([
    [0, [-1]],
    [1, [0]],
  ]);
});

test('a receipt is found in the tags of a file, also in the pages of an Ogg file', () => {
  const tricky = { ...receipt, model: 'a "end":"pagevoice"} model' };
  const text = writeReceipt(tricky);
  const tags = { title: '', author: '', album: '', part: null, chapters: [], receipt: text };
  expect(findReceipt(id3Tag(tags, 24_000))).toEqual(tricky);
  expect(findReceipt(new TextEncoder().encode(text))).toEqual(tricky);
  const page = (body: Uint8Array) =>
    Buffer.concat([Buffer.from('OggS'), new Uint8Array(22), Uint8Array.of(1, body.length), body]);
  const bytes = new TextEncoder().encode(`OpusTags ${text}`);
  const pages = Array.from({ length: Math.ceil(bytes.length / 100) }, (_, at) =>
    page(bytes.subarray(100 * at, 100 * at + 100)),
  );
  expect(findReceipt(Buffer.concat(pages))).toEqual(tricky);
});

test.each([
  ['no receipt', 'RIFF and nothing else', 'This file has no receipt.'],
  ['another version', writeReceipt(receipt).replace(':1,', ':2,'), 'of another version'],
  [
    'a take of a later one',
    writeReceipt({ ...receipt, takes: [{ ...gathered.takes[0]!, context: [0] }] }),
    'takes[0] is no take',
  ],
  ['settings that are not there', writeReceipt({ ...receipt, settings: [] }), 'takes[0] is no take'],
  ['no JSON', writeReceipt(receipt).replace('"model"', 'model'), 'the whole is no JSON'],
])('%s is refused with a sentence', (_, text, message) => {
  expect(() => findReceipt(new TextEncoder().encode(text))).toThrow(message);
});
