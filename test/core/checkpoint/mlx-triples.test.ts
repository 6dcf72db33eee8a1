import { expect, test } from 'vitest';
import { mlxQuantisation } from '../../../src/core/checkpoint/mlx-config';
import { casesInThread, MOST_GROWTH_BYTES } from '../../fakes/damaged-cases';
import { fuzzTimeoutMilliseconds } from '../../fakes/fuzz-factor';
import { mlxConfig, mlxTensors, mlxWeights } from '../../toy/mlx-files';
import { uniform } from '../../toy/toy-tensor';
import type { SoundTriples } from './damaged-triples-thread';

/** Two quantised modules, one with a setting of its own, and a norm. */
function soundTriples(): SoundTriples {
  const own = { b: { bits: 6, groupSize: 32 } };
  const form = { bits: 4, groupSize: 64, own };
  const tensors = ['a.weight', 'b.weight'].map((name, seed) => ({
    name,
    dims: [2, 64],
    valueAt: uniform(seed, 1),
  }));
  const norm = { name: 'norm.weight', dims: [4], valueAt: uniform(3, 1) };
  const stored = mlxTensors([...tensors, norm], 'BF16', form);
  const file = mlxWeights(stored, { count: 1 })[0]![1];
  const length = Number(new DataView(file.read(0, 8).slice().buffer).getBigUint64(0, true));
  return {
    header: new TextDecoder().decode(file.read(8, length)),
    config: JSON.stringify(mlxConfig({}, form)),
    dataBytes: file.byteLength - 8 - length,
  };
}

test('a module of its own setting needs to name only what differs from MLX, and may have none', () => {
  const common = { group_size: 32, bits: 8, mode: 'affine' };
  const own = { a: { bits: 6 }, b: {}, c: { group_size: 128 }, d: null, e: true, f: { mode: 'nvfp4' } };
  const of = mlxQuantisation({ quantization: { ...common, ...own } });
  const told = (module: string) => Object.values(of(module)).join(' ');
  expect([...'abcde'].map(told)).toEqual([
    'affine 6 64',
    'affine 4 64',
    'affine 4 128',
    'affine 8 32',
    'affine 8 32',
  ]);
  expect(of('f').mode).toBe('nvfp4');
  expect(() => mlxQuantisation({ quantization: { mode: 'affine' } })).toThrow(/no "bits"/);
});

test(
  'thousands of damaged headers and settings of MLX are read or refused, and none takes more than its share',
  async () => {
    const thread = new URL('./damaged-triples-thread.ts', import.meta.url);
    const { refused, grownBytes } = await casesInThread(thread, 3000, soundTriples());
    expect(refused).toBeGreaterThan(1000);
    expect(refused).toBeLessThan(3000);
    expect(grownBytes).toBeLessThan(MOST_GROWTH_BYTES);
  },
  fuzzTimeoutMilliseconds,
);
