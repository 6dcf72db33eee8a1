import { expect, test } from 'vitest';
import { goldenArray, goldenJson } from './golden';
import { parseNpy } from './npy';

type ArrayIndex = Readonly<Record<string, { readonly dtype: string; readonly shape: readonly number[] }>>;

test('every array of the set can be read and has the shape that its index names', () => {
  const index = goldenJson<ArrayIndex>('arrays.json');
  expect(Object.keys(index).length).toBeGreaterThan(0);
  for (const [file, { shape }] of Object.entries(index)) expect(goldenArray(file).shape, file).toEqual(shape);
});

test('a file that is missing from the set is an error that names it', () => {
  expect(() => goldenJson('no/such.json')).toThrow(/no\/such\.json/);
});

test('a cut .npy file is an error', () => {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }\n`;
  const bytes = new Uint8Array(10 + header.length + 4 * 6);
  bytes.set([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0, header.length, 0]);
  bytes.set(new TextEncoder().encode(header), 10);
  expect(parseNpy(bytes, 'whole').shape).toEqual([2, 3]);
  expect(() => parseNpy(bytes.subarray(0, bytes.length - 1), 'cut')).toThrow(/cut/);
});
