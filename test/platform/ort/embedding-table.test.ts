import { beforeAll, expect, test } from 'vitest';
import type { PackageSource } from '../../../src/core/package/manifest';
import { type ModelPackage, openPackage } from '../../../src/core/package/model-package';
import { textEmbedding } from '../../../src/core/package/tensor-names';
import { LoadedTable, StoredTable } from '../../../src/platform/ort/embedding-table';
import { toyPackage } from '../../toy-model';

const never = new AbortController().signal;
let model: ModelPackage;
let readCount = 0;

beforeAll(async () => {
  const { source } = await toyPackage({ seed: 2, precision: 'q4' });
  const counting: PackageSource = {
    read: (file, signal, offset, byteLength) => {
      readCount++;
      return source.read(file, signal, offset, byteLength);
    },
  };
  model = await openPackage(counting, never);
});

test('rows that are read one by one are those of the whole table', async () => {
  const rows = [5, 0, 17, 5, model.tensor(textEmbedding).dims[0]! - 1];
  const loaded = await LoadedTable.load(model, textEmbedding, never);
  const stored = new StoredTable(model, textEmbedding);
  const expected = await loaded.read(rows);
  expect(expected.some((value) => value !== 0)).toBe(true);
  expect(await stored.read(rows, never)).toEqual(expected);
});

test('a row that was read is not read again', async () => {
  const stored = new StoredTable(model, textEmbedding);
  await stored.read([1, 2, 3, 2, 1], never);
  const before = readCount;
  await stored.read([3, 1], never);
  expect(readCount).toBe(before);
});

test('adding rows sums them, as the codes of a column are', async () => {
  const loaded = await LoadedTable.load(model, textEmbedding, never);
  const sum = new Float32Array(loaded.width);
  loaded.addRow(4, sum, 0);
  loaded.addRow(9, sum, 0);
  const [four, nine] = [await loaded.read([4]), await loaded.read([9])];
  expect(sum).toEqual(four.map((value, index) => value + nine[index]!));
});
