import { beforeAll, expect, test } from 'vitest';
import type { WeightBinding } from '../../../src/core/graph/built-graph';
import { codecEncoderGraph } from '../../../src/core/graph/codec-encoder-graph';
import { languageTargets } from '../../../src/core/graph/language-targets';
import { requireTensors } from '../../../src/core/graph/require-tensors';
import { speechGraphs } from '../../../src/core/graph/speech-graphs';
import type { Manifest, TensorEntry } from '../../../src/core/package/manifest';
import { MemoryPackage } from '../../../src/core/package/memory-package';
import { packageOf } from '../../../src/core/package/model-package';
import { finalNorm, layer, quantised, scales } from '../../../src/core/package/tensor-names';
import { tiniestShape } from '../../toy/toy-shape';
import { toyPackage } from '../../toy-model';

let manifest: Manifest;
beforeAll(async () => {
  manifest = (await toyPackage({ seed: 1, precision: 'q4', shape: tiniestShape })).manifest;
});

/** All that this model may bind, in pieces of at most so many bytes. */
function bindings(maxBindingBytes?: number): readonly WeightBinding[] {
  const { spec, linears } = manifest;
  return [
    ...languageTargets(spec.language, linears).flatMap((target) =>
      Object.values(speechGraphs(manifest, target, maxBindingBytes)).flatMap(({ weights }) => weights),
    ),
    ...codecEncoderGraph(spec.codec).weights,
  ];
}

/** @param change of one tensor; null takes it away. */
function check(name: string, change: Partial<TensorEntry> | null, maxBindingBytes?: number): void {
  const tensors = manifest.tensors.flatMap((tensor) =>
    tensor.name !== name ? [tensor] : change ? [{ ...tensor, ...change }] : [],
  );
  requireTensors(packageOf(new MemoryPackage(), { ...manifest, tensors }), bindings(maxBindingBytes));
}

test('what the importer writes is what every graph binds, whole and in pieces', () => {
  check('', null);
  check('', null, 2048);
});

test('a tensor that is missing, or has another size or type, is named', () => {
  const { down } = layer(0);
  const matrix = down('audio');
  expect(() => check(finalNorm, null)).toThrow(/lacks the tensor "language.norm"/);
  expect(() => check(finalNorm, { dims: [7] })).toThrow(/"language.norm" has the shape \[7\]/);
  expect(() => check(finalNorm, { dtype: 'u8' })).toThrow(/is stored as u8 instead of f16 \/ f32/);
  expect(() => check(scales(matrix), { dims: [1, 1] })).toThrow(/does not fit the architecture/);
  expect(() => check(quantised(matrix), { dtype: 'f16' })).toThrow(/instead of u8/);
});

test('a piece that reaches beyond the rows of its tensor is refused', () => {
  const matrix = quantised(layer(0).down('audio'));
  const { dims } = manifest.tensors.find(({ name }) => name === matrix)!;
  expect(() => check(matrix, { dims: [dims[0]! - 1, ...dims.slice(1)] }, 2048)).toThrow(
    /does not fit|rows where/,
  );
});
