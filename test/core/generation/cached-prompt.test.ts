import { expect, test } from 'vitest';
import { CachedPrompt } from '../../../src/core/generation/cached-prompt';
import type { Prompt } from '../../../src/core/prompt/prompt';

/** Numbers are token ids, arrays are columns of two codes behind the placeholder id 99. */
function promptOf(...positions: (number | [number, number])[]): Prompt {
  const columns: number[] = [];
  const columnAt = positions.map((position) => {
    if (typeof position === 'number') return -1;
    columns.push(...position);
    return columns.length / 2 - 1;
  });
  const tokenIds = positions.map((position) => (typeof position === 'number' ? position : 99));
  return {
    tokenIds: Int32Array.from(tokenIds),
    columnAt: Int32Array.from(columnAt),
    columns: Int32Array.from(columns),
    codebookCount: 2,
  };
}

function holding(prompt: Prompt): CachedPrompt {
  const cached = new CachedPrompt(2);
  cached.appendPrompt(prompt);
  return cached;
}

test('an empty cache shares nothing', () => {
  expect(new CachedPrompt(2).sharedPrefixLength(promptOf(1, 2, 3))).toBe(0);
});

test('the last position is always computed, even when the whole prompt is held', () => {
  const prompt = promptOf(1, 2, [5, 6]);
  expect(holding(prompt).sharedPrefixLength(prompt)).toBe(2);
});

test('text and columns are compared up to the first difference', () => {
  const cached = holding(promptOf(1, [5, 6], [7, 8], 4));
  expect(cached.sharedPrefixLength(promptOf(1, [5, 6], [7, 9], 4))).toBe(2);
  expect(cached.sharedPrefixLength(promptOf(1, [5, 6], [7, 8], 4, 5))).toBe(4);
  expect(cached.sharedPrefixLength(promptOf(2, [5, 6], [7, 8], 4))).toBe(0);
});

test('a text position with the placeholder id is no audio position', () => {
  expect(holding(promptOf(1, [5, 6], 3)).sharedPrefixLength(promptOf(1, 99, 3, 4))).toBe(1);
});

test('decoded columns count for the next prompt and are copied', () => {
  const cached = holding(promptOf(1, 2));
  const column = Int32Array.of(5, 6);
  cached.appendColumn(column);
  column.fill(0);
  expect(cached.sharedPrefixLength(promptOf(1, 2, [5, 6], 7))).toBe(3);
});

test('a cache that was cut back grows from there', () => {
  const cached = holding(promptOf(1, 2, 3));
  const next = promptOf(1, 8, 9);
  cached.truncate(cached.sharedPrefixLength(next));
  cached.appendPrompt(next);
  expect(cached.length).toBe(3);
  expect(cached.sharedPrefixLength(promptOf(1, 8, 9, 0))).toBe(3);
  expect(() => cached.truncate(4)).toThrow(RangeError);
});

test('only whole pieces are reused, so that a prompt is always computed in the same ones', () => {
  const cached = holding(promptOf(1, 2, 3, 4, 5, 6, 7));
  const next = promptOf(1, 2, 3, 4, 5, 6, 8, 9);
  expect([1, 2, 4, 5, 7].map((piece) => cached.reusablePrefixLength(next, piece))).toEqual([6, 6, 4, 5, 0]);
});
