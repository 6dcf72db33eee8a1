import { describe, expect, test } from 'vitest';
import { EdgeTrim } from '../../../src/core/pcm/edge-trim';
import { joinSamples } from '../../../src/core/pcm/join-samples';

const rateHz = 24_000;
const tone = (seconds: number, level = 0.3) =>
  Float32Array.from({ length: seconds * rateHz }, (_, i) => level * Math.cos(i / 20));
const hush = (seconds: number) =>
  Float32Array.from({ length: seconds * rateHz }, (_, i) => 1e-4 * Math.sin(i / 3));

function trimmed(sound: Float32Array, edges = { start: true, end: true }, chunk = 700) {
  const trim = new EdgeTrim(rateHz, edges);
  const parts: Float32Array[] = [];
  for (let at = 0; at < sound.length; at += chunk) parts.push(trim.push(sound.slice(at, at + chunk)));
  parts.push(trim.finish());
  return { samples: joinSamples(parts), parts, trim };
}

describe('the edges of a piece', () => {
  const sound = joinSamples([hush(0.5), tone(1), hush(0.3), tone(0.5), hush(0.8)]);

  test('lose their silence; the silence inside stays', () => {
    const { samples, trim } = trimmed(sound);
    expect(samples.length / rateHz).toBeCloseTo(1.8 + 0.1, 1);
    const { startSamples, endSamples } = trim.trimmed;
    expect(startSamples + samples.length + endSamples).toBe(sound.length);
    const middle = samples.length >> 1;
    expect(samples[middle]).toBe(sound[startSamples + middle]);
  });

  test.each([1, 100, 239, 240, 5000, 100_000])('come out alike in chunks of %i samples', (chunk) => {
    expect(trimmed(sound, undefined, chunk).samples).toEqual(trimmed(sound).samples);
  });

  test('begin and end softly, also where a piece is cut off in a loud place: no click', () => {
    for (const piece of [tone(0.4), tone(0.02), tone(0.333)]) {
      const { samples } = trimmed(piece);
      const steps = Array.from(samples, (sample, at) => Math.abs(sample - (samples[at - 1] ?? 0)));
      const loudestStep = 0.3 / 20 + 0.3 / 100;
      expect(Math.max(...steps, Math.abs(samples.at(-1)!))).toBeLessThan(loudestStep);
    }
  });

  test('that meet nothing stay as they are', () => {
    expect(trimmed(sound, { start: false, end: false }).samples).toEqual(sound);
    const { samples } = trimmed(sound, { start: false, end: true });
    expect(samples.slice(0, rateHz)).toEqual(sound.slice(0, rateHz));
  });

  test('soft consonants at the edges are no silence', () => {
    const withConsonant = joinSamples([hush(0.3), tone(0.1, 0.008), tone(0.5), tone(0.1, 0.008), hush(0.3)]);
    expect(trimmed(withConsonant).samples.length / rateHz).toBeCloseTo(0.8, 2);
  });

  test('a piece that is silent all through leaves nothing, and says so', () => {
    const { samples, trim } = trimmed(hush(1));
    expect(samples.length).toBe(0);
    expect(trim.hasSound).toBe(false);
    expect(trim.trimmed.startSamples).toBe(rateHz);
  });

  test('sound comes out while the piece still grows', () => {
    const { parts } = trimmed(sound);
    expect(parts.slice(0, 40).some(({ length }) => length > 0)).toBe(true);
  });
});
