import { expect, test } from 'vitest';
import { WaveformPeaks } from '../../../src/core/pcm/waveform-peaks';

test('peaks do not depend on how the sound was cut', () => {
  const wave = Float32Array.from({ length: 30_000 }, (_, i) => Math.sin(i * i) * (i % 977 === 0 ? 1 : 0.3));
  const whole = new WaveformPeaks(64);
  whole.add(wave);
  const cut = new WaveformPeaks(64);
  for (let at = 0; at < wave.length; at += 1013) cut.add(wave.subarray(at, at + 1013));
  expect(cut.bucketCount).toBe(whole.bucketCount);
  for (let at = 0; at < wave.length; at += 64)
    expect(cut.peakBetween(at, at + 64)).toBe(whole.peakBetween(at, at + 64));
});

test('the loudest sample counts, whatever its sign, and nothing is loud beyond the end', () => {
  const peaks = new WaveformPeaks(4);
  peaks.add(Float32Array.of(0, 0.25, -0.5, 0, 0.125));
  expect(peaks.peakBetween(0, 4)).toBe(0.5);
  expect(peaks.peakBetween(4, 8)).toBe(0.125);
  expect(peaks.peakBetween(100, 200)).toBe(0);
});

test('hours of sound have no more buckets than minutes, and no peak of them is lost', () => {
  const peaks = new WaveformPeaks(1);
  const silence = new Float32Array(50_000);
  for (let part = 0; part < 20; part++) {
    const sound = silence.slice();
    sound[123] = (part + 1) / 32;
    peaks.add(sound);
  }
  expect(peaks.sampleCount).toBe(1_000_000);
  expect(peaks.bucketCount).toBeLessThanOrEqual(2 ** 14);
  for (let part = 0; part < 20; part++) {
    expect(peaks.peakBetween(part * 50_000, part * 50_000 + 25_000)).toBe((part + 1) / 32);
    expect(peaks.peakBetween(part * 50_000 + 25_000, part * 50_000 + 49_000)).toBe(0);
  }
});
