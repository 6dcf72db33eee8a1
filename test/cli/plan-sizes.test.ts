import { describe, expect, test } from 'vitest';
import { planSizes } from '../../cli/plan-sizes';
import { parseModelSpec } from '../../src/core/model/parse-model-spec';
import { precisions } from '../../src/core/package/precision-plan';
import * as published from '../core/model/published-configs';
import { tiniestShape } from '../toy/toy-shape';
import { toyPackage } from '../toy-model';

const spec = parseModelSpec({
  language: published.huggingFaceLanguage(),
  codec: published.huggingFaceCodec(),
  codecShapes: published.huggingFaceShapes(),
});
const sizes = new Map(planSizes(spec).map((size) => [size.precision, size]));

test('the published model weighs per decode step what its parts add up to', () => {
  // 2 843 962 368 parameters a step: linears, head and half of the norms (the final one too). Source: higgs-audio.md A.6.
  const linears = 704_643_072 + 2_113_929_216;
  const head = 25_214_976;
  const norms = 28 * 2 * 3072 + 3072;
  expect(linears + head + norms).toBe(2_843_962_368 - 0);
  expect(sizes.get('f32')!.decodeBytes).toBe(4 * (linears + head + norms));
  expect(sizes.get('f16')!.decodeBytes).toBe(2 * (linears + head) + 4 * norms);
  expect(sizes.get('q8')!.decodeBytes).toBe(1.0625 * linears + 2 * head + 4 * norms);
  expect(sizes.get('q4')!.decodeBytes).toBe(0.5625 * linears + 2 * head + 4 * norms);
});

test('mixed decodes like q8 and is smaller by half of the text feed-forward', () => {
  const [q4, q8, mixed] = (['q4', 'q8', 'mixed'] as const).map((precision) => sizes.get(precision)!);
  expect(mixed!.decodeBytes).toBe(q8!.decodeBytes);
  expect(mixed!.promptOnlyBytes).toBe(q4!.promptOnlyBytes);
  expect(q8!.packageBytes - mixed!.packageBytes).toBe(0.5 * 2_113_929_216);
});

describe.each(precisions)('%s', (precision) => {
  test('what is predicted is what the importer writes', async () => {
    const { manifest } = await toyPackage({ seed: 1, shape: tiniestShape, precision });
    const predicted = planSizes(manifest.spec).find((size) => size.precision === precision)!;
    const stored = manifest.tensors.reduce((sum, { byteLength }) => sum + byteLength, 0);
    // The toy's codec is f16 wherever it may be.
    expect(predicted.packageBytes).toBe(stored);
  });
});
