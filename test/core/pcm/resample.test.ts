import { describe, expect, test } from 'vitest';
import { resample } from '../../../src/core/pcm/resample';
import { seededRandom } from '../../fakes/seeded-random';

const tone = (hz: number, rateHz: number, length: number) =>
  Float32Array.from({ length }, (_, i) => Math.sin((2 * Math.PI * hz * i) / rateHz));

describe('any pair of rates', () => {
  test.each([
    [8000, 24000],
    [11025, 24000],
    [44100, 24000],
    [48000, 24000],
    [96000, 24000],
    [24000, 16000],
    [16000, 22051],
    [24001, 24000],
  ])('%i to %i Hz keeps a low tone where it was', (from, to) => {
    const length = Math.floor(from / 2);
    const found = resample(tone(300, from, length), from, to);
    expect(found.length).toBe(Math.ceil((length * to) / from));
    const expected = tone(300, to, found.length);
    const edge = Math.ceil(to / 100); // the filter sees silence beyond both ends
    const errors = found.subarray(edge, -edge).map((sample, i) => Math.abs(sample - expected[edge + i]!));
    expect(errors.length).toBeGreaterThan(1000);
    expect(Math.max(...errors)).toBeLessThan(0.01);
  });
});

test('what the lower rate cannot hold is taken out', () => {
  const found = resample(tone(11000, 48000, 4800), 48000, 16000);
  expect(Math.max(...found.subarray(50, -50).map(Math.abs))).toBeLessThan(0.02);
});

test('the same rate copies', () => {
  const samples = Float32Array.of(1, 2);
  const found = resample(samples, 24000, 24000);
  expect(found).toEqual(samples);
  expect(found).not.toBe(samples);
});

test('no samples stay none, and one becomes as many as the rates ask for', () => {
  expect(resample(new Float32Array(0), 8000, 24000).length).toBe(0);
  expect(resample(Float32Array.of(1), 8000, 24000).length).toBe(3);
});

test('lengths are those of the reference for any pair', () => {
  const random = seededRandom(12);
  for (let run = 0; run < 100; run++) {
    const from = 1 + Math.floor(random() * 3000);
    const to = 1 + Math.floor(random() * 3000);
    const length = Math.floor(random() * 300);
    const found = resample(new Float32Array(length).fill(0.5), from, to);
    expect(found.length).toBe(Math.ceil((length * to) / from));
    expect(found.every(Number.isFinite)).toBe(true);
  }
});

test.each([0, -1, 1.5, Number.NaN])('a rate of %d is a mistake', (rate) => {
  expect(() => resample(new Float32Array(4), rate, 24000)).toThrow(RangeError);
});
