import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { languageIo } from '../../src/core/graph/graph-io';
import type { ModelPackage } from '../../src/core/package/model-package';
import type { CachedLanguageModel } from '../../src/platform/ort/cached-language-model';
import { goldenFloats, goldenJson } from './golden';
import { importGolden, layouts, never, openEmbedder, openLanguageModel, promptOf } from './golden-model';
import { expectStats, largestDifference, type Stats } from './statistics';

type PrefillCase = {
  readonly id: string;
  readonly input_ids: readonly number[];
  readonly audio_input_ids: readonly (readonly number[])[] | null;
  readonly reference_codes: readonly (readonly (readonly number[])[])[];
  readonly logits_last: string;
  readonly logits_last_argmax: readonly number[];
  readonly hidden_stats: Readonly<Record<string, Stats>>;
  readonly hidden_last_position_stats: Readonly<Record<string, Stats>>;
  readonly arrays?: Readonly<Record<string, string>>;
};
type IncrementalCase = {
  readonly id: string;
  readonly frames: readonly (readonly number[])[];
  readonly step_logits?: string;
  readonly steps: readonly {
    readonly argmax: readonly number[];
    readonly max: readonly number[];
    readonly logsumexp: readonly number[];
    readonly top2_margin: readonly number[];
  }[];
};

/** f32 against f32, as the set's README advises. */
const tolerance = 1e-3;

const golden = goldenJson<{
  readonly prefill: readonly PrefillCase[];
  readonly incremental: readonly IncrementalCase[];
}>('forward/forward.json');

describe.each(layouts)('forward pass of the %s layout', (layout) => {
  let model: ModelPackage;
  let language: CachedLanguageModel;
  let outputs = new Map<string, number[]>();

  beforeAll(async () => {
    model = await importGolden(layout);
    language = await openLanguageModel(model, (results) => {
      for (const [name, values] of Object.entries(results)) {
        outputs.set(name, [...(outputs.get(name) ?? []), ...values]);
      }
    });
  });
  afterAll(() => language.dispose());

  const prefill = async (id: string) => {
    const found = golden.prefill.find((one) => one.id === id);
    if (!found) throw new Error(`forward.json has no prefill case ${id}.`);
    outputs = new Map();
    return language.prefill(promptOf(model, found.input_ids, found.reference_codes), never);
  };

  test.each(golden.prefill)('$id: logits of the last position', async (one) => {
    const logits = await prefill(one.id);
    const { rows } = rowsOf(logits, one.logits_last_argmax.length);
    expect(rows.map(argmax)).toEqual(one.logits_last_argmax);
    expect(largestDifference(logits, goldenFloats(one.logits_last).values)).toBeLessThan(tolerance);
  });

  test.each(golden.prefill)('$id: embeddings of text and audio positions', async (one) => {
    const prompt = promptOf(model, one.input_ids, one.reference_codes);
    const values = [...(await (await openEmbedder(model)).embed(prompt, 0, prompt.tokenIds.length, never))];
    expectStats(values, one.hidden_stats.embeddings!, tolerance);
    const file = one.arrays?.embeddings;
    if (file) expect(largestDifference(values, goldenFloats(file).values)).toBeLessThan(1e-5);
  });

  test.each(golden.prefill)('$id: hidden states of every layer', async (one) => {
    await dropCache(language, model);
    await prefill(one.id);
    const { hiddenSize, layerCount } = model.manifest.spec.language;
    const names = new Map<string, string>([['norm', languageIo.finalNorm]]);
    for (let layer = 0; layer < layerCount; layer++) names.set(`layer_${layer}`, languageIo.hidden(layer));
    for (const [goldenName, name] of names) {
      const values = outputs.get(name)!;
      expect(values.length).toBe(one.input_ids.length * hiddenSize);
      expectStats(values, one.hidden_stats[goldenName]!, tolerance);
      expectStats(values.slice(-hiddenSize), one.hidden_last_position_stats[goldenName]!, tolerance);
      const file = one.arrays?.[goldenName];
      if (file) expect(largestDifference(values, goldenFloats(file).values)).toBeLessThan(tolerance);
    }
  });

  test.each(golden.incremental)('$id: step by step behind the cache', async (one) => {
    const codebooks = one.steps[0]!.argmax.length;
    const stored = one.step_logits ? goldenFloats(one.step_logits) : null;
    let logits = await prefill(one.id);
    for (const [index, step] of one.steps.entries()) {
      const { rows } = rowsOf(logits, codebooks);
      rows.forEach((row, k) => {
        if (step.top2_margin[k]! > tolerance) expect(argmax(row)).toBe(step.argmax[k]);
        expect(Math.abs(Math.max(...row) - step.max[k]!)).toBeLessThan(tolerance);
        expect(Math.abs(logSumExp(row) - step.logsumexp[k]!)).toBeLessThan(tolerance);
      });
      if (stored && index < stored.shape[0]!) {
        const expected = stored.values.subarray(index * logits.length, (index + 1) * logits.length);
        expect(largestDifference(logits, expected)).toBeLessThan(tolerance);
      }
      if (index + 1 < one.steps.length)
        logits = await language.step(Int32Array.from(one.frames[index]!), never);
    }
  });
});

/** Fills the cache with something else, so that the next prompt is computed from its first position. */
async function dropCache(language: CachedLanguageModel, model: ModelPackage): Promise<void> {
  await language.prefill(promptOf(model, [0], []), never);
  await language.prefill(promptOf(model, [1], []), never);
}

function rowsOf(logits: Float32Array, codebooks: number): { readonly rows: readonly Float32Array[] } {
  const width = logits.length / codebooks;
  return { rows: Array.from({ length: codebooks }, (_, k) => logits.subarray(k * width, (k + 1) * width)) };
}

function argmax(row: Float32Array): number {
  return row.indexOf(Math.max(...row));
}

function logSumExp(row: Float32Array): number {
  const top = Math.max(...row);
  return top + Math.log(row.reduce((sum, value) => sum + Math.exp(value - top), 0));
}
