import { expect, test } from 'vitest';
import { FailureError } from '../../../src/core/failure';
import { mixToMono } from '../../../src/core/pcm/mix-to-mono';
import { checkReferenceAudio, usableStart, usedPart } from '../../../src/core/pcm/reference-audio';

const tone = (seconds: number, rate = 24_000) =>
  Float32Array.from({ length: seconds * rate }, (_, i) => 0.3 * Math.sin(i / 9));

function refusal(samples: Float32Array): string {
  try {
    checkReferenceAudio(samples, 24_000);
  } catch (error) {
    expect(error).toBeInstanceOf(FailureError);
    expect((error as FailureError).failure.kind).toBe('bad-audio');
    return (error as FailureError).message;
  }
  return 'accepted';
}

test('channels are mixed by their mean', () => {
  const mono = mixToMono([Float32Array.of(1, 0, -1), Float32Array.of(0, 0.5, -1)]);
  expect([...mono]).toEqual([0.5, 0.25, -1]);
  expect(mixToMono([])).toHaveLength(0);
});

test('where the mean cancels, the louder channel is taken', () => {
  const left = tone(1);
  const right = left.map((sample) => -0.9 * sample);
  expect(mixToMono([right, left])).toEqual(left);
  const other = Float32Array.from(left, (_, i) => 0.3 * Math.cos(i / 7));
  const mean = left.map((sample, i) => (sample + other[i]!) / 2);
  expect(mixToMono([left, other])[1234]).toBeCloseTo(mean[1234]!, 6);
});

test('of a long recording the first 30 s with sound are usable', () => {
  const long = new Float32Array(60 * 24_000);
  long.set(tone(56), 4 * 24_000);
  const part = usedPart(long, 24_000, usableStart(long, 24_000));
  expect(part.length).toBe(30 * 24_000);
  expect(part.findIndex((sample) => sample !== 0)).toBeLessThanOrEqual(24_000 / 10);
  expect(usedPart(tone(8), 24_000, usableStart(tone(8), 24_000))).toHaveLength(8 * 24_000);
});

test('silence in front is left out only as far as 30 s remain', () => {
  const long = new Float32Array(40 * 24_000);
  long.set(tone(5), 35 * 24_000);
  expect(usableStart(long, 24_000)).toBe(10 * 24_000);
});

test('a few seconds of sound are accepted', () => {
  expect(refusal(tone(8))).toBe('accepted');
});

test.each([
  ['nothing', new Float32Array(0), /only 0\.0 s/],
  ['a click', tone(0.4), /only 0\.4 s/],
  ['silence', new Float32Array(5 * 24_000), /silent/],
  ['the hiss of a muted microphone', tone(5).map((sample) => sample / 1000), /silent/],
])('%s is refused with what to do', (_, samples, sentence) => {
  expect(refusal(samples)).toMatch(sentence);
});

test('a sample that is no number is refused', () => {
  const samples = tone(3);
  samples[1000] = Number.NaN;
  expect(refusal(samples)).toMatch(/not numbers/);
});
