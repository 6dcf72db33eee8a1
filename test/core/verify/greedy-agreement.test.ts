import { describe, expect, test } from 'vitest';
import type { LanguageModel } from '../../../src/core/generation/language-model';
import { parseModelSpec } from '../../../src/core/model/parse-model-spec';
import type { Prompt } from '../../../src/core/prompt/prompt';
import { english } from '../../../src/core/sentence';
import {
  type GreedyAgreement,
  greedyAgreement,
  isPublishedShape,
} from '../../../src/core/verify/greedy-agreement';
import { publishedColumns } from '../../../src/core/verify/published-columns';
import { judgeAnswers } from '../../../src/core/verify/verify-model';
import { fakeManifest } from '../../fakes/fake-manifest';
import * as published from '../model/published-configs';

const { signal } = new AbortController();
const { language: spec } = parseModelSpec({
  language: published.huggingFaceLanguage(),
  codec: published.huggingFaceCodec(),
  codecShapes: published.huggingFaceShapes(),
});
const prompt: Prompt = {
  tokenIds: new Int32Array(1),
  columnAt: new Int32Array([-1]),
  columns: new Int32Array(0),
  codebookCount: 8,
};

/** A model that answers as recorded, `wrong` excepted: there another code is better, by so much. */
function recordedModel(
  wrong: (column: number, codebook: number) => number,
): LanguageModel & { fed: number[][] } {
  const fed: number[][] = [];
  return {
    spec,
    fed,
    prefill: async () => new Float32Array(0),
    async step(column) {
      fed.push([...column]);
      const logits = new Float32Array(8 * 1026);
      publishedColumns[fed.length]!.forEach((code, codebook) => {
        logits[codebook * 1026 + code] = 10;
        const by = wrong(fed.length, codebook);
        if (by > 0) logits[codebook * 1026 + 1023 - code] = 10 + by;
      });
      return logits;
    },
    reusedPositionCount: 0,
    dispose: async () => {},
  };
}

describe('the recording', () => {
  test('has 50 columns of 8 codes and the staircase of the delay', () => {
    expect(publishedColumns).toHaveLength(50);
    publishedColumns.forEach((column, index) => {
      expect(column).toHaveLength(8);
      column.forEach((code, codebook) => {
        expect(code === 1024).toBe(codebook >= index);
      });
    });
  });

  test('repeats codes in the 14 places that its source lists', () => {
    const places = publishedColumns.flatMap((column, at) =>
      column.flatMap((code, codebook) => {
        const before = publishedColumns.slice(Math.max(0, at - 7), at).map((earlier) => earlier[codebook]);
        return code < 1024 && before.filter((other) => other === code).length >= 2
          ? [`${at},${codebook}`]
          : [];
      }),
    );
    expect(places.join(' ')).toBe('8,1 10,1 14,3 23,0 29,1 31,1 35,3 40,4 42,4 44,4 46,4 47,1 47,3 48,4');
  });
});

async function agreementOf(model: LanguageModel): Promise<GreedyAgreement> {
  const run = greedyAgreement(model, prompt, publishedColumns, signal);
  let before = -1;
  for (;;) {
    const { done, value } = await run.next();
    if (done) return value;
    expect(value).toBeGreaterThan(before);
    expect(value).toBeLessThan(1);
    before = value;
  }
}

test('a model that answers as recorded agrees fully; it is fed the recording', async () => {
  const model = recordedModel(() => 0);
  const found = await agreementOf(model);
  expect(found.best).toBe(1);
  expect(found.exemptCount).toBe(14);
  expect(found.comparedCount).toBe(49 * 8 - 28 - 14);
  expect(model.fed).toEqual(publishedColumns.slice(0, 49));
  expect(judgeAnswers(found).state).toBe('passed');
});

test('near ties are told apart from other answers', async () => {
  const tied = await agreementOf(recordedModel((column) => (column % 2) * 0.3));
  expect(tied.best).toBeGreaterThan(0.4);
  expect(tied.best).toBeLessThan(0.6);
  expect(tied.near).toBe(1);
  const other = await agreementOf(recordedModel(() => 4));
  expect(other).toMatchObject({ best: 0, near: 0 });
  expect(judgeAnswers(other)).toMatchObject({ state: 'failed' });
  expect(english(judgeAnswers(other).detail)).toContain('these are others, or are damaged');
});

test('the published shape is known, others are not', () => {
  expect(isPublishedShape(spec)).toBe(true);
  expect(isPublishedShape({ ...spec, layerCount: 16 })).toBe(false);
  expect(isPublishedShape(fakeManifest().spec.language)).toBe(false);
});
