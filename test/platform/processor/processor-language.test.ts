import { describe, expect, test } from 'vitest';
import type { Precision } from '../../../src/core/package/manifest';
import { type ModelPackage, openPackage } from '../../../src/core/package/model-package';
import type { Prompt } from '../../../src/core/prompt/prompt';
import type { CachedLanguageModel } from '../../../src/platform/ort/cached-language-model';
import { largestDifference } from '../../core/graph/graph-runner';
import { openLanguageModel } from '../../golden/golden-model';
import { tiniestShape, toyShape } from '../../toy/toy-shape';
import { toyPackage } from '../../toy-model';
import { openOnProcessor } from './processor-model';

const never = new AbortController().signal;
const shapes = { tiniest: tiniestShape, toy: toyShape } as const;
const forms = (['tiniest', 'toy'] as const).flatMap((shape) =>
  (['hugging-face', 'third-release'] as const).map((layout) => ({ shape, layout })),
);

const open = async (
  shape: keyof typeof shapes,
  layout: 'hugging-face' | 'third-release',
  precision: Precision,
) => openPackage((await toyPackage({ seed: 4, shape: shapes[shape], layout, precision })).source, never);

/** Text and audio in turns, more of them than one forward takes. */
function mixedPrompt({ manifest }: ModelPackage, length: number): Prompt {
  const { codebookCount, codebookSize } = manifest.spec.language.codebooks;
  let columnCount = 0;
  const columnAt = Int32Array.from({ length }, (_, at) => (at % 5 < 3 ? -1 : columnCount++));
  return {
    tokenIds: Int32Array.from({ length }, (_, at) => (at * 7) % 50),
    columnAt,
    columns: Int32Array.from({ length: columnCount * codebookCount }, (_, i) => (i * 11) % codebookSize),
    codebookCount,
  };
}

/** Logits of a prompt and of three steps behind it. */
async function answersOf(language: CachedLanguageModel, prompt: Prompt): Promise<Float32Array[]> {
  const answers = [(await language.prefill(prompt, never)).slice()];
  for (let step = 0; step < 3; step++) {
    const column = Int32Array.from({ length: prompt.codebookCount }, (_, k) => k + 3 * step);
    answers.push((await language.step(column, never)).slice());
  }
  return answers;
}

describe.each(forms)('$shape shape, $layout', ({ shape, layout }) => {
  test.each(['q4', 'q8', 'mixed', 'f16', 'f32'] as const)('%s: logits of the runtime', async (precision) => {
    const model = await open(shape, layout, precision);
    const prompt = mixedPrompt(model, 75);
    const expected = await answersOf(await openLanguageModel(model), prompt);
    // Rows for weights of 4 bits have 8 bits themselves, and are off by about a percent of the largest logits, which are 11.
    const rounded = precision === 'q4' || precision === 'mixed' ? 0.3 : 1e-3;
    for (const [activations, cacheForm, tolerance] of [
      ['rounded', 'f32', rounded],
      ['f32', 'f32', 1e-4],
      // Rounded keys and values are off by about half a percent of the largest logits, which are 11.
      ['f32', 'int8', 0.1],
    ] as const) {
      const found = await answersOf(await openOnProcessor(model, { activations, cacheForm }), prompt);
      found.forEach((logits, index) => {
        expect(largestDifference(logits, expected[index]!)).toBeLessThan(tolerance);
      });
    }
  });

  test.each(['q4', 'q8', 'f16', 'f32'] as const)(
    '%s: a position has the same bits beside any others',
    async (precision) => {
      const model = await open(shape, layout, precision);
      const prompt = mixedPrompt(model, 40);
      const whole = await openOnProcessor(model);
      const expected = (await whole.prefill(prompt, never)).slice();
      const inParts = await openOnProcessor(model);
      for (const length of [1, 2, 5, 38]) await inParts.prefill(mixedPrompt(model, length), never);
      expect(await inParts.prefill(prompt, never)).toEqual(expected);
      expect(inParts.reusedPositionCount).toBe(38);
      const stepped = await openOnProcessor(model);
      await stepped.prefill(mixedPrompt(model, 39), never);
      const last = prompt.columns.slice(-prompt.codebookCount);
      expect(await stepped.step(last, never)).toEqual(expected);
    },
  );
});

describe.each(['q4', 'q8', 'f32'] as const)('%s', (precision) => {
  test.each([2, 3])('%i threads compute what one does, to the bit', async (threadCount) => {
    const model = await open('toy', 'third-release', precision);
    const prompt = mixedPrompt(model, 50);
    const alone = await answersOf(await openOnProcessor(model), prompt);
    const language = await openOnProcessor(model, { threadCount });
    expect(await answersOf(language, prompt)).toEqual(alone);
    await language.dispose();
  });
});
