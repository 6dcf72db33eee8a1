import type { BuiltGraph, WeightBinding } from '../../core/graph/built-graph';
import { GraphBuilder } from '../../core/graph/graph-builder';

/** Graph that a device is measured with: a chain of products, in the form that models have them. */
export type MeasuringGraph = {
  readonly storage: 'q4' | 'q8' | 'float32' | 'float16';
  /** Type of activations and scales. */
  readonly activation: 'float32' | 'float16';
  /** Rows and columns of every matrix. */
  readonly size: number;
  /** Matrices that are multiplied with in turn, and products in all. */
  readonly matrixCount: number;
  readonly productCount: number;
  /** Weights as in models: inputs on WebGPU, external data on the processor. */
  readonly placement: 'inputs' | 'external';
};

const BLOCK_LENGTH = 32;

/** The tensors of one matrix: itself, or blocks and scales. */
export function matrixWeights(
  { storage, activation, size }: Pick<MeasuringGraph, 'storage' | 'activation' | 'size'>,
  index: number,
): readonly WeightBinding[] {
  const weight = (name: string, dtype: WeightBinding['dtype'], dims: readonly number[]): WeightBinding => ({
    name,
    dtype,
    dims,
    source: { type: 'tensor', tensor: name },
  });
  if (storage !== 'q4' && storage !== 'q8') return [weight(`w${index}`, storage, [size, size])];
  const blocks = size / BLOCK_LENGTH;
  const blockBytes = storage === 'q4' ? BLOCK_LENGTH / 2 : BLOCK_LENGTH;
  return [
    weight(`w${index}.q`, 'uint8', [size, blocks, blockBytes]),
    weight(`w${index}.scales`, activation, [size, blocks]),
  ];
}

/** `x` [1, rows, size] to `y` of the same shape. */
export function measuringGraph(graph: MeasuringGraph): Pick<BuiltGraph, 'bytes' | 'weights'> {
  const { storage, activation, size, matrixCount, productCount, placement } = graph;
  const builder = new GraphBuilder(placement);
  const dims = [1, 'rows', size];
  let x = builder.input('x', activation, dims);
  for (let product = 0; product < productCount; product++) {
    const names = matrixWeights(graph, product % matrixCount).map((weight) => builder.weight(weight));
    x =
      storage === 'q4' || storage === 'q8'
        ? builder.op('MatMulNBits', [x, ...names], {
            K: size,
            N: size,
            bits: storage === 'q4' ? 4 : 8,
            block_size: BLOCK_LENGTH,
          })
        : builder.op('MatMul', [x, ...names]);
  }
  builder.output('y', x, activation, dims);
  return builder.build();
}
