import { describe, expect, test } from 'vitest';
import type { BuiltGraph, WeightBinding } from '../../../src/core/graph/built-graph';
import { languageTargets } from '../../../src/core/graph/language-targets';
import { LEAST_BINDING_BYTES } from '../../../src/core/graph/linear-layers';
import { speechGraphs } from '../../../src/core/graph/speech-graphs';
import type { ModelSpec } from '../../../src/core/model/model-spec';
import { parseModelSpec } from '../../../src/core/model/parse-model-spec';
import type { LinearPlan } from '../../../src/core/package/manifest';
import { planLinears, precisions } from '../../../src/core/package/precision-plan';
import { quantised, scales, textEmbedding } from '../../../src/core/package/tensor-names';
import { tiniestShape } from '../../toy/toy-shape';
import { toyPackage } from '../../toy-model';
import * as published from '../model/published-configs';

/** The published 3B model. */
const spec = parseModelSpec({
  language: published.huggingFaceLanguage(),
  codec: published.huggingFaceCodec(),
  codecShapes: published.huggingFaceShapes(),
});

/** The graphs of every target that a model runs on. */
const allGraphs = (of: ModelSpec, linears: LinearPlan) =>
  languageTargets(of.language, linears).flatMap((target) =>
    Object.values(speechGraphs({ spec: of, linears }, target)),
  );

const bytesPerElement = { float32: 4, float16: 2, uint8: 1 };
const bindingBytes = ({ dims, dtype }: WeightBinding) =>
  dims.reduce((size, dim) => size * dim, bytesPerElement[dtype]);
const byteLength = ({ weights }: BuiltGraph) =>
  weights.reduce((sum, binding) => sum + bindingBytes(binding), 0);
const find = (graphs: readonly BuiltGraph[], role: string, target: string) =>
  graphs.find((graph) => graph.role === role && graph.target === target)!;

test('graphs are small, whatever the size of the model', () => {
  for (const { bytes } of allGraphs(spec, planLinears(spec.language, 'q4')))
    expect(bytes.byteLength).toBeLessThan(400_000);
});

test('a large model does not run with dequantised weights: they would not fit the heap', async () => {
  expect(languageTargets(spec.language, planLinears(spec.language, 'q4'))).toEqual([
    'webgpu-f32',
    'webgpu-f16',
    'cpu-kernel',
    'cpu-quantised',
  ]);
  expect(languageTargets(spec.language, planLinears(spec.language, 'q8'))).not.toContain('cpu-kernel');
  const { manifest } = await toyPackage({ seed: 1, shape: tiniestShape, precision: 'q4' });
  expect(languageTargets(manifest.spec.language, manifest.linears)).toContain('cpu-f32');
});

test('no graph takes the text embedding, and a decode step touches nothing of the text path', () => {
  const graphs = allGraphs(spec, planLinears(spec.language, 'q4'));
  expect(graphs.flatMap(({ weights }) => weights).some(({ name }) => name === textEmbedding)).toBe(false);
  const names = (role: string) => find(graphs, role, 'webgpu-f16').weights.map(({ name }) => name);
  expect(names('decode').filter((name) => name.includes('.text.'))).toEqual([]);
  expect(names('prefill')).toEqual(expect.arrayContaining(names('decode')));
});

test('a 4-bit decode step of the published model reads 1.6 GB', () => {
  // 2.82e9 quantised parameters at 4 bits and a 16-bit scale for 32, the head at 16 bits. Source: higgs-audio.md A.6.
  const graph = find(allGraphs(spec, planLinears(spec.language, 'q4')), 'decode', 'webgpu-f16');
  const rope = graph.weights.filter(({ source }) => source.type.startsWith('rope'));
  const withoutTables = { ...graph, weights: graph.weights.filter((weight) => !rope.includes(weight)) };
  const parameters = 704_643_072 + 2_113_929_216;
  expect(byteLength(withoutTables)).toBe(
    (parameters * 4) / 8 + (parameters / 32) * 2 + 25_214_976 * 2 + (2 * 28 + 1) * 3072 * 2,
  );
});

describe('no weight is larger than every graphics adapter can bind', () => {
  const largest = (graphs: readonly BuiltGraph[]) =>
    Math.max(...graphs.flatMap(({ weights }) => weights.map(bindingBytes)));
  const onGpu = (graphs: readonly BuiltGraph[]) =>
    graphs.filter(({ role, target }) => target.startsWith('webgpu') && role !== 'codec-decoder');

  test.each(precisions)('the published model whole, a larger one in pieces: %s', (precision) => {
    const linears = planLinears(spec.language, precision);
    const published = allGraphs(spec, linears);
    expect(largest(published)).toBeLessThanOrEqual(LEAST_BINDING_BYTES);
    expect(published.flatMap(({ weights }) => weights).some(hasRows)).toBe(false);
    // Four times as wide: a feed-forward of 403 million numbers.
    const wide = { ...spec.language, hiddenSize: 4 * 3072, headCount: 96 };
    const feedForward = { type: 'dual', textSize: 4 * 8192, audioSize: 4 * 8192 } as const;
    const large = { ...spec, language: { ...wide, layerCount: 1, feedForward } };
    const graphs = onGpu(allGraphs(large, planLinears(large.language, precision)));
    expect(largest(graphs)).toBeLessThanOrEqual(LEAST_BINDING_BYTES);
    expect(largest(graphs)).toBeGreaterThan(LEAST_BINDING_BYTES / 2);
    for (const graph of graphs) expectEveryRowOnce(graph, 'language.layers.0.audio.down', 4 * 3072);
  });
});

function hasRows({ source }: WeightBinding): boolean {
  return 'rows' in source;
}

/** The pieces of a matrix follow one another from its first row to its last. */
function expectEveryRowOnce({ weights }: BuiltGraph, linear: string, rowCount: number): void {
  for (const tensor of [linear, quantised(linear), scales(linear)]) {
    const sources = weights.map(({ source }) => source);
    const pieces = sources.flatMap((source) =>
      'rows' in source && source.rows && source.tensor === tensor ? [source.rows] : [],
    );
    const end = pieces.reduce((next, { from, count }) => (from === next ? next + count : Number.NaN), 0);
    if (pieces.length > 0) expect(end).toBe(rowCount);
  }
}
