import { expect, test } from 'vitest';
import { outlineOf, referenceFlaws } from '../../../src/core/pcm/reference-flaws';

const RATE = 24_000;
const tone = (seconds: number, loudness: number) =>
  Float32Array.from({ length: seconds * RATE }, (_, at) => loudness * Math.sin(at / 9));
const joined = (...parts: readonly Float32Array[]) => Float32Array.from(parts.flatMap((part) => [...part]));
const silence = (seconds: number) => new Float32Array(seconds * RATE);

test('a clear recording has no flaws', () => {
  expect(referenceFlaws(joined(silence(0.5), tone(4, 0.3), silence(0.5)), RATE)).toEqual([]);
});

test('sound that was cut off at full scale is counted by its places', () => {
  const loud = tone(0.2, 1.6).map((sample) => Math.max(-1, Math.min(1, sample)));
  const flaws = referenceFlaws(joined(tone(2, 0.3), loud, tone(1, 0.3), loud), RATE);
  expect(flaws).toEqual([
    { type: 'clipped', placeCount: expect.any(Number), firstSeconds: expect.closeTo(2, 1) },
  ]);
  // One loud sample is no fault of the microphone.
  const single = tone(2, 0.3);
  single[100] = 1;
  expect(referenceFlaws(single, RATE)).toEqual([]);
});

test('a distant voice is quiet, and long silence is told where it is', () => {
  expect(referenceFlaws(tone(3, 0.02), RATE)).toEqual([{ type: 'quiet' }]);
  expect(referenceFlaws(joined(silence(1), tone(4, 0.3), silence(2)), RATE)).toEqual([
    { type: 'silent-start', seconds: expect.closeTo(1, 1) },
    { type: 'silent-end', seconds: expect.closeTo(2, 1) },
  ]);
  expect(referenceFlaws(joined(silence(5), tone(1, 0.3)), RATE)).toEqual([
    { type: 'mostly-silent', share: expect.closeTo(5 / 6, 2) },
  ]);
});

test('an outline has the loudest sample of each stretch, however few there are', () => {
  expect(outlineOf(Float32Array.of(0.25, -0.5, 0, 0.75), 2)).toEqual([0.5, 0.75]);
  expect(outlineOf(Float32Array.of(0.5), 3)).toEqual([0.5, 0.5, 0.5]);
  expect(outlineOf(new Float32Array(0), 2)).toEqual([0, 0]);
});
