import { expect, test } from 'vitest';
import { GraphBuilder } from '../../../src/core/graph/graph-builder';
import { floats, loadGraph } from './graph-runner';

const binding = (name: string, dims: readonly number[]) =>
  ({ name, dtype: 'float32', dims, source: { type: 'tensor', tensor: name } }) as const;

test('weights stand outside the file, once each, and are bound by name', async () => {
  const graph = new GraphBuilder('external');
  const x = graph.input('x', 'float32', [1, 2]);
  const twice = graph.op('MatMul', [
    graph.op('MatMul', [x, graph.weight(binding('w', [2, 2]))]),
    graph.weight(binding('w', [2, 2])),
  ]);
  graph.output('y', twice, 'float32', [1, 2]);
  const built = graph.build();
  expect(built.weights).toEqual([binding('w', [2, 2])]);
  const runner = await loadGraph(built, () => Float32Array.of(1, 2, 3, 4));
  expect((await runner.run({ x: floats([1, 0], [1, 2]) })).y!.values).toEqual(Float32Array.of(7, 10));
  await runner.release();
});

test('as inputs they may declare a dimension that only the runtime knows', async () => {
  const graph = new GraphBuilder('inputs');
  const x = graph.input('x', 'float32', [2]);
  const sum = graph.op('Add', [x, graph.weight(binding('w', [8, 2]), ['rows', 2])]);
  graph.output('y', sum, 'float32', ['rows', 2]);
  const runner = await loadGraph({ ...graph.build(), weights: [] });
  const found = (await runner.run({ x: floats([1, 2], [2]), w: floats([10, 20, 30, 40], [2, 2]) })).y!;
  expect(found).toEqual(floats([11, 22, 31, 42], [2, 2]));
  await runner.release();
});

test('a value may be an output, feed other operators, and be an output again', async () => {
  const graph = new GraphBuilder('external');
  const x = graph.input('x', 'float32', [2]);
  const doubled = graph.op('Add', [x, x]);
  graph.output('first', doubled, 'float32', [2]);
  graph.output('second', doubled, 'float32', [2]);
  graph.output('third', graph.op('Mul', [doubled, graph.floats([3], [1])]), 'float32', [2]);
  graph.output('fourth', x, 'float32', [2]);
  const runner = await loadGraph(graph.build());
  const found = await runner.run({ x: floats([1, 2], [2]) });
  expect(found).toEqual({
    first: floats([2, 4], [2]),
    second: floats([2, 4], [2]),
    third: floats([6, 12], [2]),
    fourth: floats([1, 2], [2]),
  });
  await runner.release();
});

test('attributes keep their kind: whole numbers, floats, lists, words', async () => {
  const graph = new GraphBuilder('external');
  const x = graph.input('x', 'float32', [1, 1, 2]);
  const padded = graph.op('Conv', [x, graph.floats([1], [1, 1, 1])], {
    pads: [1, 0],
    auto_pad: 'NOTSET',
    group: 1,
  });
  graph.output('y', graph.op('LeakyRelu', [padded], { alpha: { float: 0.5 } }), 'float32', [1, 1, 3]);
  const runner = await loadGraph(graph.build());
  const found = (await runner.run({ x: floats([-4, 4], [1, 1, 2]) })).y!;
  expect(found).toEqual(floats([0, -2, 4], [1, 1, 3]));
  await runner.release();
});
