import { expect, test } from 'vitest';
import { measureDivergence } from '../../cli/logit-divergence';
import type { LanguageModel } from '../../src/core/generation/language-model';
import type { Prompt } from '../../src/core/prompt/prompt';
import { toyPackage } from '../toy-model';

const { signal } = new AbortController();
const { spec } = (await toyPackage({ seed: 1, precision: 'q4' })).manifest;
const prompt: Prompt = {
  tokenIds: new Int32Array(1),
  columnAt: new Int32Array([-1]),
  columns: new Int32Array(0),
  codebookCount: 8,
};

/** Logits that depend on the step and the column; `change` turns them into those of a worse model. */
function fakeModel(
  change: (logit: number, index: number) => number,
): LanguageModel & { columns: number[][] } {
  const columns: number[][] = [];
  return {
    spec: spec.language,
    columns,
    prefill: async () => new Float32Array(0),
    async step(column) {
      columns.push([...column]);
      const { codebookCount, codebookSize } = spec.language.codebooks;
      return Float32Array.from({ length: codebookCount * (codebookSize + 2) }, (_, i) =>
        change(3 * Math.sin(i * 1.7 + columns.length + column[0]!), i),
      );
    },
    reusedPositionCount: 0,
    dispose: async () => {},
  };
}

test('the same logits diverge by nothing', async () => {
  const same = await measureDivergence(
    fakeModel((x) => x),
    fakeModel((x) => x),
    prompt,
    5,
    signal,
  );
  expect(same).toEqual({ columnCount: 5, relativeError: 0, klNats: 0, sameBest: 1 });
});

test('a constant shift changes logits but no choice', async () => {
  const shifted = await measureDivergence(
    fakeModel((x) => x),
    fakeModel((x) => x + 1),
    prompt,
    5,
    signal,
  );
  expect(shifted.relativeError).toBeGreaterThan(0.3);
  expect(shifted.klNats).toBeCloseTo(0, 5);
  expect(shifted.sameBest).toBe(1);
});

test('opposite logits agree on nothing', async () => {
  const opposite = await measureDivergence(
    fakeModel((x) => x),
    fakeModel((x) => -x),
    prompt,
    5,
    signal,
  );
  expect(opposite.relativeError).toBeCloseTo(2, 5);
  expect(opposite.klNats).toBeGreaterThan(1);
  expect(opposite.sameBest).toBe(0);
});

test('both are fed the original’s codes, the delay pattern kept', async () => {
  const [original, stored] = [fakeModel((x) => x), fakeModel((x) => -x)];
  await measureDivergence(original, stored, prompt, 4, signal);
  expect(stored.columns).toEqual(original.columns);
  const bos = spec.language.codebooks.streamBos;
  expect(stored.columns[0]).toEqual(Array(8).fill(bos));
  expect(stored.columns[2]!.map((code) => code === bos)).toEqual([false, false, ...Array(6).fill(true)]);
});
