import { expect, test } from 'vitest';
import { joinSamples } from '../../../src/core/pcm/join-samples';
import { TimeStretch } from '../../../src/core/pcm/time-stretch';
import { seededRandom } from '../../fakes/seeded-random';

const RATE_HZ = 24_000;
const SPEEDS = [0.25, 0.5, 0.8, 0.97, 1.1, 1.5, 2, 3.3, 4];

const tone = (hertz: number, seconds: number) =>
  Float32Array.from(
    { length: seconds * RATE_HZ },
    (_, at) => 0.5 * Math.sin((2 * Math.PI * hertz * at) / RATE_HZ),
  );

/** A voice whose pitch glides, in syllables, and which ends in silence. */
function glide(seconds: number): Float32Array {
  let phase = 0;
  const end = seconds * RATE_HZ;
  return Float32Array.from({ length: seconds * RATE_HZ }, (_, at) => {
    const time = at / RATE_HZ;
    phase += (2 * Math.PI * (130 + 40 * Math.sin(2 * time))) / RATE_HZ;
    return (
      0.3 *
      Math.min(1, (end - at) / 2400) *
      (0.6 + 0.4 * Math.sin(19 * time)) *
      (Math.sin(phase) + 0.5 * Math.sin(2 * phase))
    );
  });
}

function stretched(samples: Float32Array, speed: number, cuts: readonly number[] = [0]): Float32Array {
  const stretch = new TimeStretch(RATE_HZ, speed);
  const parts = cuts.map((from, index) => stretch.push(samples.slice(from, cuts[index + 1])));
  return joinSamples([...parts, stretch.finish()]);
}

/** From the times at which it crosses zero upwards. */
function pitchOf(samples: Float32Array): number {
  const crossings: number[] = [];
  for (let at = 1; at < samples.length; at++)
    if (samples[at - 1]! < 0 && samples[at]! >= 0)
      crossings.push(at - samples[at]! / (samples[at]! - samples[at - 1]!));
  return (RATE_HZ * (crossings.length - 1)) / (crossings.at(-1)! - crossings[0]!);
}

const largestStep = (samples: Float32Array) =>
  samples.reduce((largest, sample, at) => Math.max(largest, Math.abs(sample - (samples[at - 1] ?? 0))), 0);

test.each(SPEEDS)('at speed %s the length is right and the pitch of a tone stays', (speed) => {
  for (const hertz of [90, 220, 1000]) {
    const out = stretched(tone(hertz, 1), speed);
    expect(out.length).toBe(Math.round(RATE_HZ / speed));
    expect(pitchOf(out.subarray(0, -960)) / hertz).toBeGreaterThan(0.99);
    expect(pitchOf(out.subarray(0, -960)) / hertz).toBeLessThan(1.01);
  }
});

test.each(SPEEDS)(
  'at speed %s no join is heard: nothing jumps, and the loudness of a tone stays',
  (speed) => {
    const voice = glide(1);
    expect(largestStep(stretched(voice, speed))).toBeLessThan(1.15 * largestStep(voice));
    const out = stretched(tone(220, 1), speed);
    for (let at = 0; at + 2400 < out.length - 960; at += 1200) {
      const loudest = out
        .subarray(at, at + 2400)
        .reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
      expect(loudest).toBeGreaterThan(0.48);
      expect(loudest).toBeLessThan(0.51);
    }
  },
);

test.each([0.5, 1.3, 4])('at speed %s any cut of the input gives the same output', (speed) => {
  const voice = glide(1);
  const whole = stretched(voice, speed);
  const random = seededRandom(3);
  for (let round = 0; round < 4; round++) {
    const cuts = [
      0,
      ...Array.from({ length: 12 }, () => Math.floor(random() * voice.length)).sort((a, b) => a - b),
    ];
    expect(stretched(voice, speed, cuts)).toEqual(whole);
  }
});

test('at speed 1 the samples pass as they are', () => {
  const voice = glide(1);
  expect(stretched(voice, 1, [0, 1, 700])).toEqual(voice);
});

test('sound comes out while it goes in, and little is held back', () => {
  const stretch = new TimeStretch(RATE_HZ, 1.5);
  let [given, got] = [0, 0];
  for (let at = 0; at < 20; at++) {
    got += stretch.push(glide(0.1)).length;
    given += 2400;
    expect(given / 1.5 - got).toBeLessThan(0.06 * RATE_HZ);
  }
});

test('very short sounds and silence keep their length', () => {
  for (const length of [0, 1, 5, 300, 1000])
    for (const speed of SPEEDS) {
      const out = stretched(new Float32Array(length), speed);
      expect(out).toEqual(new Float32Array(Math.round(length / speed)));
    }
});

test.each([0.2, 4.1, 0, Number.NaN, -1])('a speed of %s is refused', (speed) => {
  expect(() => new TimeStretch(RATE_HZ, speed)).toThrow(RangeError);
});
