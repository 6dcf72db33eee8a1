import { expect, test } from 'vitest';
import { snrDecibels } from '../../../e2e/support/sound';
import { joinSamples } from '../../../src/core/pcm/join-samples';
import { decibels, LoudnessMeter, ratioOf } from '../../../src/core/pcm/loudness';
import { PeakLimiter } from '../../../src/core/pcm/peak-limiter';

/** Parts of a 1 kHz sine, `[seconds, dBFS]`. The test signals are stereo: one channel is 3.01 dB louder for the same loudness. */
function sine(rateHz: number, parts: readonly (readonly [number, number])[]): Float32Array {
  const amplitudes = joinSamples(
    parts.map(([seconds, level]) =>
      new Float32Array(Math.round(seconds * rateHz)).fill(ratioOf(level + 3.0103)),
    ),
  );
  return amplitudes.map((amplitude, at) => amplitude * Math.sin((2 * Math.PI * 1000 * at) / rateHz));
}

function measured(rateHz: number, samples: Float32Array): LoudnessMeter {
  const meter = new LoudnessMeter(rateHz);
  for (let at = 0; at < samples.length; at += 7001) meter.add(samples.subarray(at, at + 7001));
  return meter;
}

/** Source: EBU Tech 3341, table 1, signals 1 to 5: within 0.1 LU. */
const signals: readonly (readonly [string, number, readonly (readonly [number, number])[]])[] = [
  ['1', -23, [[20, -23]]],
  ['2', -33, [[20, -33]]],
  [
    '3',
    -23,
    [
      [10, -36],
      [60, -23],
      [10, -36],
    ],
  ],
  [
    '4',
    -23,
    [
      [10, -72],
      [10, -36],
      [60, -23],
      [10, -36],
      [10, -72],
    ],
  ],
  [
    '5',
    -23,
    [
      [20, -26],
      [20.1, -20],
      [20, -26],
    ],
  ],
];

test.each(signals)('EBU Tech 3341 signal %s measures %d LUFS', (_, expected, parts) => {
  // Shorter signals at the rate of the standard too.
  for (const rateHz of parts.length === 1 ? [24_000, 48_000] : [24_000]) {
    const { integratedLufs } = measured(rateHz, sine(rateHz, parts));
    expect(Math.abs(integratedLufs! - expected), `${rateHz} Hz`).toBeLessThanOrEqual(0.1);
  }
});

/** Source: EBU Tech 3341, table 1, signals 15 to 19: within +0.2 and −0.4 dB. Period in samples, phase in degrees. */
test.each([
  ['15', 4, 0, 0.5, -6],
  ['16', 4, 45, 0.5, -6],
  ['17', 6, 60, 0.5, -6],
  ['18', 8, 67.5, 0.5, -6],
  ['19', 4, 45, 1.41, 3],
] as const)('EBU Tech 3341 signal %s has its true peak', (_, period, phase, peak, expected) => {
  const samples = Float32Array.from(
    { length: 4800 },
    // The edges of the signal are faded, as those of the test files are.
    (__, at) =>
      Math.min(1, at / 400, (4799 - at) / 400) * peak * Math.sin(2 * Math.PI * (at / period + phase / 360)),
  );
  const found = decibels(measured(48_000, samples).truePeak);
  expect(found).toBeLessThanOrEqual(expected + 0.2);
  expect(found).toBeGreaterThanOrEqual(expected - 0.4);
});

test('silence, and a sound shorter than a block, have no loudness', () => {
  expect(measured(24_000, new Float32Array(48_000)).integratedLufs).toBeNull();
  expect(measured(24_000, sine(24_000, [[0.3, -20]])).integratedLufs).toBeNull();
});

/** A voice: a vowel in syllables, whose peaks are far above its loudness. */
function syllables(seconds: number): Float32Array {
  return Float32Array.from({ length: seconds * 24_000 }, (_, at) => {
    const beat = Math.max(0, Math.sin((2 * Math.PI * 3 * at) / 24_000)) ** 3;
    const phase = (2 * Math.PI * 140 * at) / 24_000;
    return 0.3 * beat * (Math.sin(phase) + 0.7 * Math.sin(2 * phase + 1) + 0.5 * Math.sin(7 * phase + 2));
  });
}

function limited(samples: Float32Array, gain: number, ceiling: number, part: number): Float32Array {
  const limiter = new PeakLimiter(24_000, gain, ceiling);
  const output: number[] = [];
  for (let at = 0; at < samples.length; at += part)
    output.push(...limiter.push(samples.subarray(at, at + part)));
  output.push(...limiter.finish());
  return Float32Array.from(output);
}

test('the limiter keeps the true peak below its ceiling, the length, and what is quiet', () => {
  const source = syllables(4);
  const ceiling = ratioOf(-1);
  const loud = limited(source, 2, ceiling, 1000);
  expect(loud).toHaveLength(source.length);
  const meter = measured(24_000, loud);
  expect(decibels(meter.truePeak)).toBeLessThanOrEqual(-0.9);
  expect(decibels(meter.truePeak)).toBeGreaterThan(-1.5);
  expect(meter.integratedLufs!).toBeGreaterThan(measured(24_000, source).integratedLufs! + 4);
  expect(loud).toEqual(limited(source, 2, ceiling, 37));
  const quiet = limited(source, 0.5, ceiling, 1000);
  expect(
    snrDecibels(
      source.map((sample) => sample / 2),
      quiet,
    ),
  ).toBeGreaterThan(120);
});
