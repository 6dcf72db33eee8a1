import { expect, test } from 'vitest';
import {
  type PageWarning,
  warningParts,
  warningText,
  withWarning,
} from '../../../../src/app/features/speech/warnings';

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

test('numbers of sentences are told from other numbers', () => {
  expect(warningParts('Sentence 12 sounds too short: listen, or make it again.')).toEqual([
    'Sentence ',
    { sentence: 12 },
    ' sounds too short: listen, or make it again.',
  ]);
  const many = '7 sentences do not sound right (3 too short, 14 silent, 15 cut off and 4 more): listen.';
  expect(warningParts(many).filter((part) => typeof part !== 'string')).toEqual([
    { sentence: 3 },
    { sentence: 14 },
    { sentence: 15 },
  ]);
  expect(warningParts('The speech reached the limit of 82 seconds.')).toHaveLength(1);
});
