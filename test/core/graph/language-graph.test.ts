import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeHalves, encodeHalves } from '../../../src/core/data/half-float';
import type { GraphTarget } from '../../../src/core/graph/built-graph';
import { languageIo as io } from '../../../src/core/graph/graph-io';
import { languageGraph } from '../../../src/core/graph/language-graph';
import { languageTargets } from '../../../src/core/graph/language-targets';
import { ropeTables } from '../../../src/core/model/rope';
import type { Precision } from '../../../src/core/package/manifest';
import { type ModelPackage, openPackage } from '../../../src/core/package/model-package';
import { weightValues } from '../../../src/platform/ort/weight-values';
import { tiniestShape } from '../../toy/toy-shape';
import { toyPackage } from '../../toy-model';
import {
  type Feed,
  floats,
  ints,
  largestDifference,
  loadGraph,
  randomValues,
  type Values,
} from './graph-runner';

const never = new AbortController().signal;
const cacheLength = 16;
/** Text and audio rows mixed; row 3 comes in a second run, behind a past of three. */
const rows = { text: [0, 2], audio: [1], order: [0, 2, 1] };

/** Runs three mixed rows, one audio row through prefill, one through decode. @returns the logits of each. */
async function logitsOf(
  model: ModelPackage,
  target: GraphTarget,
  maxBindingBytes?: number,
): Promise<Float32Array[]> {
  const spec = model.manifest.spec.language;
  const { linears } = model.manifest;
  const { hiddenSize } = spec;
  const rope = ropeTables(spec, cacheLength);
  const halves = target === 'webgpu-f16';
  const x = randomValues(5 * hiddenSize, 3);
  const rowsOf = (from: number, to: number) => x.slice(from * hiddenSize, to * hiddenSize);
  const logits: Float32Array[] = [];
  let cache: Record<string, Feed> = {};
  const runs = [
    { role: 'prefill', from: 0, to: 3, routing: rows },
    { role: 'prefill', from: 3, to: 4, routing: { text: [], audio: [0], order: [0] } },
    { role: 'decode', from: 4, to: 5, routing: null },
  ] as const;
  for (const { role, from, to, routing } of runs) {
    const limit = maxBindingBytes === undefined ? {} : { maxBindingBytes };
    const graph = languageGraph(spec, { role, target, linears, ...limit });
    const weights: Record<string, Values> = {};
    for (const binding of graph.weights)
      weights[binding.name] = await weightValues(model, binding, rope, never);
    const onGpu = target.startsWith('webgpu');
    const runner = await loadGraph(onGpu ? { ...graph, weights: [] } : graph, ({ name }) => weights[name]!);
    const isRouted = routing !== null && spec.feedForward.type === 'dual';
    const routingFeeds: Record<string, Feed> = isRouted
      ? {
          [io.textRows]: ints(routing.text),
          [io.audioRows]: ints(routing.audio),
          [io.rowOrder]: ints(routing.order),
        }
      : {};
    const feeds: Record<string, Feed> = {
      [io.embeddings]: halves
        ? { type: 'float16', values: encodeHalves(rowsOf(from, to)), dims: [1, to - from, hiddenSize] }
        : floats(rowsOf(from, to), [1, to - from, hiddenSize]),
      ...routingFeeds,
    };
    if (onGpu) {
      for (const { name, dtype, dims, source } of graph.weights) {
        const isRope = source.type === 'rope-cos' || source.type === 'rope-sin';
        feeds[name] = { type: dtype, values: weights[name]!, dims: isRope ? [cacheLength, dims[1]!] : dims };
      }
      feeds[io.lastKeyIndex()] = ints([to - 1]);
      feeds[io.totalLength()] = ints([to]);
      cache = from === 0 ? emptyCache(model, halves) : cache;
      const results = await runner.run({ ...feeds, ...cache });
      cache = Object.fromEntries(
        Object.keys(cache).map((name) => [name, results[name.replace('past', 'present')]!]),
      );
      logits.push(Float32Array.from(results[io.logits]!.values));
    } else {
      const half = spec.headDim / 2;
      feeds[io.ropeCos] = floats(rope.cos.subarray(from * half, to * half), [to - from, half]);
      feeds[io.ropeSin] = floats(rope.sin.subarray(from * half, to * half), [to - from, half]);
      if (role === 'prefill') {
        const mask = Array.from({ length: (to - from) * to }, (_, index) =>
          index % to <= from + Math.floor(index / to) ? 0 : Number.NEGATIVE_INFINITY,
        );
        feeds[io.mask] = floats(mask, [to - from, to]);
      }
      const pastDims = [from, spec.keyValueHeadCount, spec.headDim];
      const names = Array.from({ length: spec.layerCount }, (_, layer) => layer).flatMap((layer) => [
        [io.pastKey(layer), io.newKey(layer)],
        [io.pastValue(layer), io.newValue(layer)],
      ]) as [string, string][];
      for (const [past] of names) feeds[past] = floats(cache[past]?.values ?? [], pastDims);
      const results = await runner.run(feeds);
      cache = Object.fromEntries(
        names.map(([past, fresh]) => [
          past,
          floats([...(feeds[past]!.values as Float32Array), ...(results[fresh]!.values as Float32Array)], []),
        ]),
      );
      logits.push(Float32Array.from(results[io.logits]!.values));
    }
    await runner.release();
  }
  return logits;
}

function emptyCache(model: ModelPackage, halves: boolean): Record<string, Feed> {
  const { layerCount, keyValueHeadCount, headDim } = model.manifest.spec.language;
  const dims = [1, keyValueHeadCount, cacheLength, headDim];
  const zeros = new Float32Array(keyValueHeadCount * cacheLength * headDim);
  const feed = (): Feed =>
    halves
      ? { type: 'float16', values: encodeHalves(zeros), dims }
      : { type: 'float32', values: zeros, dims };
  return Object.fromEntries(
    Array.from({ length: layerCount }, (_, layer) => [
      [io.pastKey(layer), feed()],
      [io.pastValue(layer), feed()],
    ]).flat(),
  );
}

describe.each(['q4', 'q8', 'mixed', 'f16', 'f32'] as const)('the %s package', (precision: Precision) => {
  let model: ModelPackage;
  let expected: Float32Array[];
  beforeAll(async () => {
    model = await openPackage((await toyPackage({ seed: 4, shape: tiniestShape, precision })).source, never);
    expected = await logitsOf(model, 'cpu-f32');
  });
  afterAll(() => expect(expected.every((logits) => logits.every(Number.isFinite))).toBe(true));

  test('the WebGPU graph computes what the processor graph does', async () => {
    const found = await logitsOf(model, 'webgpu-f32');
    found.forEach((logits, run) => {
      expect(largestDifference(logits, expected[run]!)).toBeLessThan(1e-3);
    });
  });

  test('the half-precision graph is close to it', async () => {
    const found = await logitsOf(model, 'webgpu-f16');
    found.forEach((logits, run) => {
      expect(correlation(logits, expected[run]!)).toBeGreaterThan(0.999);
    });
  });

  test('matrices in pieces give what whole ones give', async () => {
    for (const target of ['webgpu-f32', 'webgpu-f16'] as const) {
      const [whole, pieces] = [await logitsOf(model, target), await logitsOf(model, target, 1024)];
      pieces.forEach((logits, run) => {
        expect(largestDifference(logits, whole[run]!)).toBeLessThan(target === 'webgpu-f32' ? 1e-5 : 1e-2);
      });
    }
  });

  test('the stored blocks are multiplied as if they were dequantised', async () => {
    if (precision === 'f16' || precision === 'f32') {
      const targets = languageTargets(model.manifest.spec.language, model.manifest.linears);
      expect(targets).not.toContain('cpu-quantised');
      return;
    }
    const found = await logitsOf(model, 'cpu-quantised');
    found.forEach((logits, run) => {
      expect(largestDifference(logits, expected[run]!)).toBeLessThan(1e-3);
    });
  });
});

/** Its WebGPU graphs normalise queries and keys inside an operator that the processor lacks: they run in the browser test. */
test.each(['q4', 'q8'] as const)(
  'the third release: stored blocks are multiplied as well, %s',
  async (precision) => {
    const form = { seed: 4, shape: tiniestShape, layout: 'third-release', precision } as const;
    const model = await openPackage((await toyPackage(form)).source, never);
    const expected = await logitsOf(model, 'cpu-f32');
    const found = await logitsOf(model, 'cpu-quantised');
    found.forEach((logits, run) => {
      expect(logits.every(Number.isFinite)).toBe(true);
      expect(largestDifference(logits, expected[run]!)).toBeLessThan(1e-3);
    });
  },
);

test('halves round trip', () => {
  expect(decodeHalves(encodeHalves(Float32Array.of(0, 1, -0.5)))).toEqual(Float32Array.of(0, 1, -0.5));
});

function correlation(a: Float32Array, b: Float32Array): number {
  const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((value, index) => {
    ab += (value - meanA) * (b[index]! - meanB);
    aa += (value - meanA) ** 2;
    bb += (b[index]! - meanB) ** 2;
  });
  return ab / Math.sqrt(aa * bb);
}
