import { fromBinary } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import type { WeightBinding } from '../../../src/core/graph/built-graph';
import { GraphBuilder } from '../../../src/core/graph/graph-builder';
import { ModelProtoSchema } from '../../../src/core/graph/onnx_pb';
import {
  type MeasuringGraph,
  measuringGraph,
  measuringWeights,
} from '../../../src/platform/device/measuring-graph';

/** The same products by the builder that writes the models' graphs. */
function built(graph: MeasuringGraph): Uint8Array {
  const { storage, activation, size, productCount, placement } = graph;
  const builder = new GraphBuilder(placement);
  let x = builder.input('x', activation, [1, 'rows', size]);
  const weights = measuringWeights(graph);
  for (let index = 0; index < productCount; index++) {
    const names = weights[index % weights.length]!.map((weight) =>
      builder.weight({ ...weight, source: { type: 'tensor', tensor: weight.name } } as WeightBinding),
    );
    const isQuantised = storage === 'q4' || storage === 'q8';
    x = isQuantised
      ? builder.op('MatMulNBits', [x, ...names], {
          K: size,
          N: size,
          bits: storage === 'q4' ? 4 : 8,
          block_size: 32,
        })
      : builder.op('MatMul', [x, ...names]);
  }
  builder.output('y', x, activation, [1, 'rows', size]);
  return builder.build().bytes;
}

const cases: readonly MeasuringGraph[] = [
  { storage: 'q4', activation: 'float32', size: 64, matrixCount: 2, productCount: 5, placement: 'inputs' },
  { storage: 'q8', activation: 'float16', size: 4096, matrixCount: 3, productCount: 3, placement: 'inputs' },
  {
    storage: 'float32',
    activation: 'float32',
    size: 32,
    matrixCount: 1,
    productCount: 64,
    placement: 'external',
  },
  {
    storage: 'q4',
    activation: 'float32',
    size: 2048,
    matrixCount: 2,
    productCount: 4,
    placement: 'external',
  },
];

test.each(cases)('$storage, $placement: the graph is what the builder writes', (graph) => {
  const read = (bytes: Uint8Array) => fromBinary(ModelProtoSchema, bytes);
  expect(read(measuringGraph(graph))).toEqual(read(built(graph)));
});
