import { expect, test } from 'vitest';
import { openCatalogue } from '../../../src/core/checkpoint/tensor-catalogue';
import { tensorRows } from '../../../src/core/checkpoint/tensor-rows';
import { foldWeightNorm } from '../../../src/core/checkpoint/weight-norm';
import { computedRows, readAll, stackedRows } from '../../../src/core/checkpoint/weight-rows';
import { ToyFiles, weightsFile } from '../../toy/toy-files';
import type { ToyDtype, ToyTensor } from '../../toy/toy-tensor';

const { signal } = new AbortController();
/** Small whole numbers are the same in all three types. */
const counting: ToyTensor = { name: 'n', dims: [6, 4], valueAt: (index) => index - 12 };

async function rowsOf(tensor: ToyTensor, dtype: ToyDtype) {
  const files = new ToyFiles([['model.safetensors', weightsFile([tensor], dtype)]]);
  return tensorRows(files, (await openCatalogue(files, 'toy', signal)).tensors.get(tensor.name)!);
}

test.each<ToyDtype>(['BF16', 'F16', 'F32'])('%s rows are read in blocks', async (dtype) => {
  const rows = await rowsOf(counting, dtype);
  expect([...(await rows.read(2, 3, signal))]).toEqual([-4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7]);
  expect(await readAll(rows, signal)).toHaveLength(24);
});

test.each([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
])('%s is refused with file, tensor and element', async (word, value) => {
  const damaged = { ...counting, valueAt: (index: number) => (index === 17 ? value : 0) };
  for (const dtype of ['BF16', 'F16', 'F32'] as const) {
    const rows = await rowsOf(damaged, dtype);
    expect(await rows.read(0, 4, signal)).toHaveLength(16);
    const reading = rows.read(4, 2, signal);
    await expect(reading).rejects.toThrow(
      `In model.safetensors, the tensor "n" holds ${word} at element 17.`,
    );
    await expect(reading).rejects.toMatchObject({
      failure: { kind: 'bad-checkpoint', details: { file: 'model.safetensors', tensor: 'n', index: 17 } },
    });
  }
});

test('stacked weights are read across their borders', async () => {
  const parts = [0, 100, 200].map((start, part) =>
    computedRows([part + 1, 2], async () => Float32Array.from({ length: 2 * part + 2 }, (_, i) => start + i)),
  );
  const stacked = stackedRows(parts);
  expect(stacked.dims).toEqual([6, 2]);
  expect([...(await stacked.read(0, 6, signal))]).toEqual([
    0, 1, 100, 101, 102, 103, 200, 201, 202, 203, 204, 205,
  ]);
  expect([...(await stacked.read(2, 2, signal))]).toEqual([102, 103, 200, 201]);
});

test('weight norm keeps the length of each slice that g says', () => {
  const v = Float32Array.from({ length: 24 }, (_, i) => Math.sin(i + 1));
  const byRow = foldWeightNorm(new Float32Array([2, 3]), v, [2, 3, 4], 'first');
  expect(Math.hypot(...byRow.subarray(0, 12))).toBeCloseTo(2, 5);
  expect(Math.hypot(...byRow.subarray(12))).toBeCloseTo(3, 5);
  expect(byRow[5]! / byRow[1]!).toBeCloseTo(v[5]! / v[1]!, 5);
  const byTap = foldWeightNorm(new Float32Array([1, 2, 3, 4]), v, [2, 3, 4], 'last');
  for (let tap = 0; tap < 4; tap++) {
    expect(Math.hypot(...byTap.filter((_, i) => i % 4 === tap))).toBeCloseTo(tap + 1, 5);
  }
});

test('a slice of zeros stays zero under weight norm', () => {
  const folded = foldWeightNorm(new Float32Array([5, 5]), new Float32Array([0, 0, 3, 4]), [2, 1, 2], 'first');
  expect([...folded]).toEqual([0, 0, 3, 4]);
});
