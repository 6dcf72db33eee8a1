import { expect, test } from 'vitest';
import { parseModelIndex } from '../../../src/core/package/model-index';

test('a list is read, and what it says besides is left out', () => {
  const list = [{ id: 'a', title: 'A', path: 'a', size: 7 }];
  expect(parseModelIndex(list)).toEqual([{ id: 'a', title: 'A', path: 'a' }]);
  expect(parseModelIndex([])).toEqual([]);
});

test.each([
  [null, /not a list/],
  [{ models: [] }, /not a list/],
  [[{ id: 'a', title: 'A' }], /Entry 0/],
  [[{ id: 'a', title: 'A', path: 'a' }, null], /Entry 1/],
  [[{ id: 1, title: 'A', path: 'a' }], /Entry 0/],
  [[{ id: 'a', title: 'A', path: '' }], /Entry 0/],
])('%j is refused', (json, sentence) => {
  expect(() => parseModelIndex(json)).toThrow(sentence);
});
