import { expect, test } from 'vitest';
import { parseLanguageSpec } from '../../src/core/model/parse-language-spec';
import { ropeInverseFrequencies, ropeTables } from '../../src/core/model/rope';
import { largestDifference } from '../golden/statistics';
import { tokenizerIds, v3 } from './golden-v3';

const golden = v3.json<{
  readonly rope_theta: number;
  readonly head_dim: number;
  readonly inv_freq: readonly number[];
  readonly inv_freq_head_dim_128: readonly number[];
  readonly positions: readonly number[];
  readonly cos: string;
  readonly sin: string;
}>('rope.json');
const config = v3.json<{ readonly text_config: object }>('model/config.json');
const spec = parseLanguageSpec(config, tokenizerIds);

/** What a config that names no base of frequencies has, whatever this set's is. Source: higgs-audio.md H.3. */
const FAMILY_THETA = 1e6;

test('the config gives the frequencies of the reference', () => {
  expect(spec.rope).toEqual({ theta: golden.rope_theta, scaling: null });
  expect(spec.headDim).toBe(golden.head_dim);
  expectFrequencies(ropeInverseFrequencies(spec), golden.inv_freq);
  expectFrequencies(ropeInverseFrequencies({ ...spec, headDim: 128 }), golden.inv_freq_head_dim_128);
});

test('a config without a base of frequencies has that of the family', () => {
  const backbone = { ...config.text_config, rope_theta: undefined, rope_parameters: undefined };
  const silent = parseLanguageSpec({ ...config, text_config: backbone }, tokenizerIds);
  expect(silent.rope).toEqual({ theta: FAMILY_THETA, scaling: null });
  const expected = golden.inv_freq.map((_, i) => FAMILY_THETA ** ((-2 * i) / golden.head_dim));
  expectFrequencies(ropeInverseFrequencies(silent), expected);
});

test('cosines and sines equal the reference at every listed position', () => {
  const tables = ropeTables(spec, Math.max(...golden.positions) + 1);
  const width = spec.headDim / 2;
  for (const [file, table] of [
    [golden.cos, tables.cos],
    [golden.sin, tables.sin],
  ] as const) {
    const { values, shape } = v3.floats(file);
    expect(shape).toEqual([golden.positions.length, spec.headDim]);
    golden.positions.forEach((position, row) => {
      const found = table.subarray(position * width, (position + 1) * width);
      // The reference repeats the half-width table for the second half of each head.
      for (const half of [0, 1]) {
        const start = row * spec.headDim + half * width;
        expect(largestDifference(found, values.subarray(start, start + width))).toBeLessThan(1e-5);
      }
    });
  }
});

function expectFrequencies(found: Float32Array, expected: readonly number[]): void {
  expect(found.length).toBe(expected.length);
  expected.forEach((value, i) => void expect(Math.abs(found[i]! / value - 1)).toBeLessThan(1e-6));
}
