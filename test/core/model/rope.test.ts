import { expect, test } from 'vitest';
import { parseLanguageSpec } from '../../../src/core/model/parse-language-spec';
import { ropeInverseFrequencies, ropeTables } from '../../../src/core/model/rope';
import { firstReleaseLanguage, huggingFaceLanguage } from './published-configs';

/** Check values of the published model. Source: higgs-audio.md B. */
const published: readonly [number, number][] = [
  [28, 0.003211446],
  [29, 0.002118407],
  [31, 0.0007625412],
  [34, 9.7082878e-5],
  [35, 2.3890531e-5],
  [63, 7.672315e-8],
];

test('the published frequencies, from either spelling of the scaling', () => {
  const first = ropeInverseFrequencies(parseLanguageSpec(firstReleaseLanguage()));
  const modern = ropeInverseFrequencies(parseLanguageSpec(huggingFaceLanguage()));
  expect([...modern]).toEqual([...first]);
  for (const [index, value] of published) expect(Math.abs(first[index]! / value - 1)).toBeLessThan(1e-6);
});

test('without scaling the frequencies fall evenly in powers of theta', () => {
  const found = ropeInverseFrequencies({ headDim: 4, rope: { theta: 10000, scaling: null } });
  expect(found[0]).toBe(1);
  expect(found[1]).toBeCloseTo(0.01, 8);
});

test('position 0 turns nothing, and every row has one pair per frequency', () => {
  const { cos, sin } = ropeTables({ headDim: 8, rope: { theta: 10000, scaling: null } }, 3);
  expect([...cos.subarray(0, 4)]).toEqual([1, 1, 1, 1]);
  expect([...sin.subarray(0, 4)]).toEqual([0, 0, 0, 0]);
  expect(cos.length).toBe(12);
  expect(sin[2 * 4]).toBeCloseTo(Math.sin(2), 6);
});
