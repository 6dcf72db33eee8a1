import { expect, test } from 'vitest';
import { parseLanguageSpec } from '../../src/core/model/parse-language-spec';
import { ropeInverseFrequencies, ropeTables } from '../../src/core/model/rope';
import { goldenFloats, goldenJson } from './golden';

type RopeFile = {
  readonly inv_freq: readonly number[];
  readonly positions: readonly number[];
  readonly cos: string;
  readonly sin: string;
};

const golden = goldenJson<RopeFile>('unit/rope.json');

test.each(['model-hf', 'model-boson'])(
  'inverse frequencies from the config of %s equal the reference',
  (model) => {
    const found = ropeInverseFrequencies(parseLanguageSpec(goldenJson(`${model}/config.json`)));
    expect(found.length).toBe(golden.inv_freq.length);
    golden.inv_freq.forEach((value, i) => void expect(Math.abs(found[i]! / value - 1)).toBeLessThan(1e-6));
  },
);

test('cosines and sines equal the reference at every listed position', () => {
  const spec = parseLanguageSpec(goldenJson('model-hf/config.json'));
  const tables = ropeTables(spec, Math.max(...golden.positions) + 1);
  const width = spec.headDim / 2;
  for (const [file, table] of [
    [golden.cos, tables.cos],
    [golden.sin, tables.sin],
  ] as const) {
    const { values, shape } = goldenFloats(file);
    expect(shape[0]).toBe(golden.positions.length);
    golden.positions.forEach((position, row) => {
      for (let i = 0; i < width; i++) {
        // The reference repeats the half-width table for the second half of each head.
        const expected = values[row * shape[1]! + i]!;
        expect(Math.abs(table[position * width + i]! - expected), `${file} ${position} ${i}`).toBeLessThan(
          1e-4,
        );
      }
    });
  }
});
