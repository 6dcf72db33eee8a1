import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { languageIo } from '../../src/core/graph/graph-io';
import type { ModelPackage } from '../../src/core/package/model-package';
import type { CachedLanguageModel } from '../../src/platform/ort/cached-language-model';
import { never, openEmbedder, openLanguageModel } from '../golden/golden-model';
import { expectStats, largestDifference, type Stats } from '../golden/statistics';
import { type Rows, v3 } from './golden-v3';
import { importV3, promptCase, promptOf } from './golden-v3-model';

type PrefillCase = {
  readonly id: string;
  readonly num_positions: number;
  readonly num_audio_rows: number;
  readonly logits_last_argmax: readonly number[];
  readonly logits_last_top2_margin: readonly number[];
  readonly logits_last_stats: Stats;
  readonly hidden_stats: Readonly<Record<string, Stats>>;
  readonly hidden_last_position_stats: Readonly<Record<string, Stats>>;
  readonly logits_last?: string;
  readonly arrays?: Readonly<Record<string, string>>;
};
type IncrementalCase = {
  readonly prompt: string;
  readonly rows: Rows;
  readonly argmax: Rows;
  readonly max_logit: Rows;
  readonly std: readonly number[];
};

/** f32 against f32, as the set's README advises. */
const tolerance = 1e-3;
const golden = v3.json<{
  readonly prefill: readonly PrefillCase[];
  readonly incremental: readonly IncrementalCase[];
}>('forward.json');

let model: ModelPackage;
let language: CachedLanguageModel;
let outputs = new Map<string, number[]>();

beforeAll(async () => {
  model = await importV3();
  language = await openLanguageModel(model, (results) => {
    for (const [name, values] of Object.entries(results)) {
      outputs.set(name, [...(outputs.get(name) ?? []), ...values]);
    }
  });
});
afterAll(() => language.dispose());

/** Computes every position of the prompt, whatever the cache held. */
async function prefill(id: string): Promise<Float32Array> {
  const prompt = promptOf(promptCase(id), model.manifest.spec.language);
  // Two prompts that begin with other tokens push everything out of the cache.
  for (const tokenId of [0, 1]) {
    await language.prefill(
      { ...prompt, tokenIds: Int32Array.of(tokenId), columnAt: Int32Array.of(-1) },
      never,
    );
  }
  outputs = new Map();
  return language.prefill(prompt, never);
}

describe.each(golden.prefill)('$id', (one) => {
  test('logits of the last position', async () => {
    const logits = await prefill(one.id);
    rowsOf(logits, one.logits_last_argmax.length).forEach((row, k) => {
      const [best, second] = [...row].sort((a, b) => b - a);
      expect(Math.abs(best! - second! - one.logits_last_top2_margin[k]!)).toBeLessThan(tolerance);
      if (one.logits_last_top2_margin[k]! > tolerance) expect(argmax(row)).toBe(one.logits_last_argmax[k]);
    });
    expectStats(logits, one.logits_last_stats, tolerance);
    if (one.logits_last) {
      expect(largestDifference(logits, v3.floats(one.logits_last).values)).toBeLessThan(tolerance);
    }
  });

  test('embeddings, hidden states of every layer, keys and values as they are cached', async () => {
    const { hiddenSize, layerCount, keyValueHeadCount, headDim } = model.manifest.spec.language;
    const prompt = promptOf(promptCase(one.id), model.manifest.spec.language);
    expect(prompt.tokenIds.length).toBe(one.num_positions);
    expect(prompt.columns.length / prompt.codebookCount).toBe(one.num_audio_rows);
    await prefill(one.id);
    const embedder = await openEmbedder(model);
    const values = new Map<string, ArrayLike<number>>([
      ['embeddings', await embedder.embed(prompt, 0, one.num_positions, never)],
      ['norm', outputs.get(languageIo.finalNorm)!],
    ]);
    for (let layer = 0; layer < layerCount; layer++) {
      values.set(`layer_${layer}`, outputs.get(languageIo.hidden(layer))!);
    }
    expect([...values.keys()].sort()).toEqual(Object.keys(one.hidden_stats).sort());
    for (const [name, found] of values) {
      expect(found.length).toBe(one.num_positions * hiddenSize);
      expectStats(found, one.hidden_stats[name]!, tolerance);
      expectStats(Array.from(found).slice(-hiddenSize), one.hidden_last_position_stats[name]!, tolerance);
    }
    for (const [name, output] of [
      ['layer_0_keys', languageIo.newKey(0)],
      ['layer_0_values', languageIo.newValue(0)],
    ] as const) {
      values.set(name, headsFirst(outputs.get(output)!, keyValueHeadCount, headDim));
    }
    for (const [name, file] of Object.entries(one.arrays ?? {})) {
      const found = values.get(name);
      expect(found, name).toBeDefined();
      expect(largestDifference(found!, v3.floats(file).values), name).toBeLessThan(tolerance);
    }
  });
});

test.each(golden.incremental)('$prompt: step by step behind the cache', async (one) => {
  let logits = await prefill(one.prompt);
  for (const [step, argmaxes] of one.argmax.entries()) {
    const rows = rowsOf(logits, argmaxes.length);
    rows.forEach((row, k) => {
      expect(row[argmaxes[k]!]).toBeGreaterThan(Math.max(...row) - tolerance);
      expect(Math.abs(Math.max(...row) - one.max_logit[step]![k]!)).toBeLessThan(tolerance);
    });
    expect(Math.abs(deviation(logits) - one.std[step]!)).toBeLessThan(tolerance);
    if (step < one.rows.length) logits = await language.step(Int32Array.from(one.rows[step]!), never);
  }
});

function rowsOf(logits: Float32Array, count: number): readonly Float32Array[] {
  const width = logits.length / count;
  return Array.from({ length: count }, (_, k) => logits.subarray(k * width, (k + 1) * width));
}

function argmax(values: Float32Array): number {
  return values.reduce((best, value, index) => (value > values[best]! ? index : best), 0);
}

/** @param rows `[positions, heads, headDim]`. @returns `[heads, positions, headDim]`. */
function headsFirst(rows: readonly number[], heads: number, headDim: number): number[] {
  const positions = rows.length / heads / headDim;
  return Array.from({ length: heads }, (_, head) =>
    Array.from({ length: positions }, (_, position) => {
      const start = (position * heads + head) * headDim;
      return rows.slice(start, start + headDim);
    }),
  ).flat(2);
}

function deviation(values: Float32Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
