import { expect, test } from 'vitest';
import { v3 } from './golden-v3';

type ArrayIndex = Readonly<Record<string, { readonly shape: readonly number[] }>>;

test('every array of the set can be read and has the shape that its index names', () => {
  const index = v3.json<ArrayIndex>('arrays.json');
  expect(Object.keys(index).length).toBeGreaterThan(0);
  for (const [file, { shape }] of Object.entries(index)) expect(v3.array(file).shape, file).toEqual(shape);
});
