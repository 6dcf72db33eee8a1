import { describe, expect, test } from 'vitest';
import { resample } from '../../src/core/pcm/resample';
import { goldenFloats, goldenJson } from './golden';

type ResampleFile = {
  readonly cases: readonly {
    readonly name: string;
    readonly orig_freq: number;
    readonly new_freq: number;
    readonly input: string;
    readonly output: string;
    readonly out_len: number;
  }[];
};

const { cases } = goldenJson<ResampleFile>('resample/resample.json');

test('there are cases', () => {
  expect(cases.length).toBeGreaterThan(0);
});

describe('resampling equals the reference', () => {
  test.each(cases)(
    '$name from $orig_freq to $new_freq Hz',
    ({ input, output, orig_freq: from, new_freq: to, out_len: length }) => {
      const found = resample(goldenFloats(input).values, from, to);
      const expected = goldenFloats(output).values;
      expect(found.length).toBe(length);
      expect(expected.length).toBe(length);
      const worst = found.reduce((most, sample, i) => Math.max(most, Math.abs(sample - expected[i]!)), 0);
      expect(worst).toBeLessThan(1e-5);
    },
  );
});
