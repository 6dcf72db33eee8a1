import { expect, test } from 'vitest';
import { FailureError } from '../../../src/core/failure';
import { checkReferenceAudio, mixToMono } from '../../../src/core/pcm/reference-audio';

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

test('a few seconds of sound are accepted', () => {
  expect(refusal(tone(8))).toBe('accepted');
});

test.each([
  ['nothing', new Float32Array(0), /only 0\.0 s/],
  ['a click', tone(0.4), /only 0\.4 s/],
  ['a lecture', tone(45), /45 s long; at most 30 s/],
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
