import { expect, test } from 'vitest';
import { agreementDecibels, fingerprintOf, selfTestCodes } from '../../../src/core/codec/self-test';
import { fakeManifest } from '../../fakes/fake-manifest';

const { codec } = fakeManifest().spec;
const sound = Float32Array.from(
  { length: 12 * 960 },
  (_, i) => 0.3 * Math.sin(i * 0.11) + 0.1 * Math.sin(i * 0.7),
);

test('the codes are fixed, within range, and use every codebook differently', () => {
  const grid = selfTestCodes(codec);
  expect(grid).toEqual(selfTestCodes(codec));
  expect(grid.codes).toHaveLength(grid.codebookCount * grid.frameCount);
  expect(Math.max(...grid.codes)).toBeLessThan(codec.codebookSize);
  expect(new Set(grid.codes).size).toBeGreaterThan(grid.codes.length / 3);
  expect([...grid.codes.slice(0, 4)]).toEqual([2, 2, 69, 81]);
});

test('the same sound agrees; a fainter, shifted or shorter one does not', () => {
  const stored = fingerprintOf(sound);
  expect(stored.samples).toHaveLength(96);
  expect(agreementDecibels(stored, sound)).toBeGreaterThan(90);
  expect(
    agreementDecibels(
      stored,
      sound.map((sample) => sample + 1e-4),
    ),
  ).toBeGreaterThan(50);
  expect(
    agreementDecibels(
      stored,
      sound.map((sample) => 0.9 * sample),
    ),
  ).toBeLessThan(25);
  expect(
    agreementDecibels(
      stored,
      sound.map((_, i) => sound[(i + 3) % sound.length]!),
    ),
  ).toBeLessThan(10);
  expect(agreementDecibels(stored, sound.subarray(0, 50))).toBe(Number.NEGATIVE_INFINITY);
  expect(
    agreementDecibels(
      stored,
      sound.map(() => Number.NaN),
    ),
  ).toBe(Number.NEGATIVE_INFINITY);
});
