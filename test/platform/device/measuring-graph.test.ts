import { fromBinary } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { type MeasuringGraph, measuringGraph } from '../../../src/platform/device/measuring-graph';
import { ModelProtoSchema } from '../../onnx/onnx_pb';

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

test.each(cases)('$storage, $placement: as many products in a row as asked for', (given) => {
  const { bytes, weights } = measuringGraph(given);
  const { graph } = fromBinary(ModelProtoSchema, bytes);
  const isQuantised = given.storage.startsWith('q');
  expect(graph!.node.map(({ opType }) => opType)).toEqual(
    new Array(given.productCount).fill(isQuantised ? 'MatMulNBits' : 'MatMul'),
  );
  // Each multiplies what the one before gave, with the matrices in turn.
  graph!.node.forEach(({ input, output }, index) => {
    expect(input[0]).toBe(index === 0 ? 'x' : graph!.node[index - 1]!.output[0]);
    expect(input[1]).toMatch(new RegExp(`^w${index % given.matrixCount}(\\.q)?$`));
    if (index === given.productCount - 1) expect(output).toEqual(['y']);
  });
  expect(weights).toHaveLength(given.matrixCount * (isQuantised ? 2 : 1));
  expect(graph!.initializer).toHaveLength(given.placement === 'external' ? weights.length : 0);
});
