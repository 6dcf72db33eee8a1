import * as ort from 'onnxruntime-node';
import type { WeightBinding } from '../../../src/core/graph/built-graph';
import type { ElementType } from '../../../src/core/graph/onnx-writer';

export type Values = Float32Array | Uint16Array | Int32Array | Uint8Array;
export type Feed = { readonly type: ElementType; readonly values: Values; readonly dims: readonly number[] };

export const floats = (values: ArrayLike<number>, dims: readonly number[]): Feed => ({
  type: 'float32',
  values: Float32Array.from(values),
  dims,
});
export const ints = (values: ArrayLike<number>): Feed => ({
  type: 'int32',
  values: Int32Array.from(values),
  dims: [values.length],
});

/** Numbers in -range … range, always the same ones for a seed. */
export function randomValues(count: number, seed: number, range = 1): Float32Array {
  let state = seed;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 31 - 1) * range;
  });
}

export type GraphRunner = {
  run(feeds: Readonly<Record<string, Feed>>): Promise<Readonly<Record<string, Feed>>>;
  release(): Promise<void>;
};

/** Loads a graph in the native runtime. @param weight gives external weights; graphs whose weights are inputs need none. */
export async function loadGraph(
  graph: { readonly bytes: Uint8Array; readonly weights: readonly WeightBinding[] },
  weight: (binding: WeightBinding) => Values = noWeights,
): Promise<GraphRunner> {
  const externalData = graph.weights.map((binding) => {
    const values = weight(binding);
    return { path: binding.name, data: new Uint8Array(values.buffer, values.byteOffset, values.byteLength) };
  });
  const session = await ort.InferenceSession.create(graph.bytes, { externalData, logSeverityLevel: 3 });
  return {
    async run(feeds) {
      const tensors = Object.entries(feeds).map(([name, { type, values, dims }]) => [
        name,
        new ort.Tensor(type as 'float32', values as Float32Array, dims),
      ]);
      const results = await session.run(Object.fromEntries(tensors));
      return Object.fromEntries(
        Object.entries(results).map(([name, { type, data, dims }]) => [
          name,
          { type: type as ElementType, values: data as Values, dims },
        ]),
      );
    },
    release: () => session.release(),
  };
}

function noWeights(): never {
  throw new Error('this graph was not expected to have external weights');
}

export function largestDifference(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (found.length !== expected.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(found[i]! - expected[i]!);
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
  }
  return largest;
}
