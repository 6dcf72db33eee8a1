import { expect, test } from 'vitest';
import { type PageWarning, warningText, withWarning } from '../../../src/app/state/page-warnings';

const all = (...messages: string[]) => messages.reduce<readonly PageWarning[]>(withWarning, []);

test('warnings that differ in numbers only are one line with a count', () => {
  const cut = Array.from({ length: 98 }, (_, i) => `Chunk ${i + 1} of 98 reached the limit of 82.5 seconds.`);
  const [warning, ...others] = all(...cut, 'Another thing.');
  expect(others).toEqual([{ message: 'Another thing.', count: 1 }]);
  expect(warningText(warning!)).toBe(
    'Chunk 1 of 98 reached the limit of 82.5 seconds. (And 97 more like this.)',
  );
});

test('the same words again are one warning, shown as they are', () => {
  expect(all('Mind the step.', 'Mind the step.').map(warningText)).toEqual(['Mind the step.']);
});

test('however many kinds there are, the list ends', () => {
  const kinds = Array.from({ length: 500 }, (_, i) => 'x'.repeat(i + 1));
  expect(all(...kinds).length).toBeLessThanOrEqual(20);
});
