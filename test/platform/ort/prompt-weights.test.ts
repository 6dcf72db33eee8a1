import { expect, test } from 'vitest';
import { choosePromptWeights } from '../../../src/platform/ort/prompt-weights';

const gigabyte = 2 ** 30;

test("prompts' weights are let go when all weights take more than half of a memory that is known", () => {
  expect(choosePromptWeights(3 * gigabyte, 4 * gigabyte, true)).toBe('release-after-prefill');
  expect(choosePromptWeights(2 * gigabyte, 4 * gigabyte, true)).toBe('keep');
  expect(choosePromptWeights(3 * gigabyte, undefined, true)).toBe('keep');
});

test('what would have to be downloaded again is kept', () => {
  expect(choosePromptWeights(3 * gigabyte, 4 * gigabyte, false)).toBe('keep');
});
