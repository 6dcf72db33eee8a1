import { describe, expect, test } from 'vitest';
import { joinSamples } from '../../../src/core/pcm/join-samples';
import { PitchShift } from '../../../src/core/pcm/pitch-shift';

const RATE = 24_000;
const tone = (hertz: number, seconds: number) =>
  Float32Array.from({ length: seconds * RATE }, (_, i) => 0.5 * Math.sin((2 * Math.PI * hertz * i) / RATE));

/** Hertz, from the crossings of zero upwards. */
function pitchOf(samples: Float32Array): number {
  const middle = samples.subarray(samples.length / 4, (3 * samples.length) / 4);
  let count = 0;
  for (let i = 1; i < middle.length; i++) if (middle[i - 1]! < 0 && middle[i]! >= 0) count++;
  return (count * RATE) / middle.length;
}

function shifted(samples: Float32Array, speed: number, pitch: number, cut = samples.length): Float32Array {
  const shift = new PitchShift(RATE, speed, pitch);
  const parts: Float32Array[] = [];
  for (let at = 0; at < samples.length; at += cut) parts.push(shift.push(samples.subarray(at, at + cut)));
  return joinSamples([...parts, shift.finish()]);
}

describe('a shift of pitch', () => {
  test.each([
    [1, 1.5],
    [1, 0.5],
    [1, 2],
    [2, 1.25],
    [0.5, 0.8],
  ])('at speed %f and pitch %f gives that length and that pitch', (speed, pitch) => {
    const output = shifted(tone(200, 2), speed, pitch);
    expect(output.length / RATE).toBeCloseTo(2 / speed, 2);
    expect(Math.abs(pitchOf(output) / (200 * pitch) - 1)).toBeLessThan(0.02);
  });

  test('does not depend on how the sound was cut', () => {
    const sound = tone(170, 1);
    expect(shifted(sound, 1.3, 1.2, 777)).toEqual(shifted(sound, 1.3, 1.2));
  });

  test('leaves sound as it is where nothing is asked of it', () => {
    const sound = tone(170, 0.5);
    expect(shifted(sound, 1, 1, 1000)).toEqual(sound);
  });

  test('refuses a pitch that nobody could follow', () => {
    for (const pitch of [0, 0.4, 2.1, Number.NaN])
      expect(() => new PitchShift(RATE, 1, pitch)).toThrow(RangeError);
  });
});
