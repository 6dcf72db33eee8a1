import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { codecDecoderGraph } from '../../../src/core/graph/codec-decoder-graph';
import { float, GraphBuilder } from '../../../src/core/graph/graph-builder';
import { fakeManifest } from '../../fakes/fake-manifest';
import { ModelProtoSchema, TensorProto_DataLocation } from '../../onnx/onnx_pb';

/** The schema reads what is written and writes the same bytes again: no field is lost, doubled or out of order. */
function read(bytes: Uint8Array) {
  const model = fromBinary(ModelProtoSchema, bytes);
  expect(toBinary(ModelProtoSchema, model)).toEqual(bytes);
  return model;
}

test('every kind of attribute, value and tensor is what the official schema reads', () => {
  const builder = new GraphBuilder('external');
  const x = builder.input('x', 'float16', [1, 'rows', 300]);
  const tensor = { name: 'w', dtype: 'uint8', dims: [300, 70_000] } as const;
  const w = builder.weight({ ...tensor, source: { type: 'tensor', tensor: 'w' } });
  const attributes = { axis: -1, big: 2 ** 40, scale: float(0.1), mode: 'Größe', pads: [0, -3, 129] };
  builder.output('y', builder.op('MatMulNBits', [x, w, builder.int64s([-1])], attributes), 'float32', ['n']);
  const { graph, irVersion, opsetImport } = read(builder.build().bytes);
  expect(irVersion).toBe(10n);
  expect(opsetImport.map(({ domain, version }) => [domain, version])).toEqual([
    ['', 21n],
    ['com.microsoft', 1n],
  ]);
  const [node] = graph!.node;
  expect(node).toMatchObject({ domain: 'com.microsoft', input: ['x', 'w', 'constant_0'], output: ['y'] });
  const [axis, big, scale, mode, pads] = node!.attribute;
  expect([axis!.i, big!.i, scale!.f]).toEqual([-1n, 2n ** 40n, Math.fround(0.1)]);
  expect(new TextDecoder().decode(mode!.s)).toBe('Größe');
  expect(pads!.ints).toEqual([0n, -3n, 129n]);
  const [external, constant] = graph!.initializer;
  expect(external).toMatchObject({ dims: [300n, 70_000n], dataLocation: TensorProto_DataLocation.EXTERNAL });
  expect(constant!.rawData).toEqual(new Uint8Array(8).fill(255));
});

test('a whole graph is read and written alike', () => {
  const { graph } = read(codecDecoderGraph(fakeManifest().spec.codec, 'cpu-f32').bytes);
  expect(graph!.node.length).toBeGreaterThan(100);
});
