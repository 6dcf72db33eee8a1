import { describe, expect, test } from 'vitest';
import { resample } from '../../src/core/pcm/resample';
import { goldenFloats, goldenJson } from './golden';

type ResampleFile = {
  /** File of the polyphase kernel, `[new, 2 * width + orig]`; its name ends with both rates. */
  readonly kernel: string;
  readonly width: number;
  readonly cases: readonly {
    readonly name: string;
    readonly orig_freq: number;
    readonly new_freq: number;
    readonly input: string;
    readonly output: string;
    readonly out_len: number;
  }[];
};

const { cases, kernel, width } = goldenJson<ResampleFile>('resample/resample.json');

test('there are cases', () => {
  expect(cases.length).toBeGreaterThan(0);
});

test("answers to single samples are the reference's kernel, tap by tap", () => {
  const [from, to] = /(\d+)_(\d+)\.npy$/.exec(kernel)!.slice(1).map(Number) as [number, number];
  const { values, shape } = goldenFloats(kernel);
  const [phases, taps] = shape as [number, number];
  const stepIn = taps - 2 * width;
  expect(from * phases).toBe(to * stepIn);
  const middle = 20;
  for (let tap = 0; tap < taps; tap++) {
    const impulse = new Float32Array(2 * middle * stepIn);
    impulse[middle * stepIn + tap - width] = 1;
    const answer = resample(impulse, from, to);
    for (let phase = 0; phase < phases; phase++) {
      const found = answer[middle * phases + phase]!;
      expect(Math.abs(found - values[phase * taps + tap]!)).toBeLessThan(1e-6);
    }
  }
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
