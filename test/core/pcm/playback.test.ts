import { expect, test } from 'vitest';
import { Playback } from '../../../src/core/pcm/playback';
import { RingBuffer } from '../../../src/core/pcm/ring-buffer';

const settings = { cushionSamples: 300, maxCushionSamples: 1000, fadeSamples: 40 };

function station() {
  const ring = new RingBuffer(new ArrayBuffer(RingBuffer.byteLength(4096)));
  const playback = new Playback(ring, settings);
  const heard: number[] = [];
  return {
    ring,
    playback,
    heard,
    /** A constant, so that every fade is visible. */
    feed: (count: number, value = 1) => ring.write(new Float32Array(count).fill(value)),
    play: (blocks: number) => {
      const block = new Float32Array(128);
      for (let i = 0; i < blocks; i++) {
        playback.render(block.fill(Number.NaN)); // what is not filled shows
        heard.push(...block);
      }
    },
  };
}

const largestJump = (samples: number[]) =>
  samples.reduce((jump, sample, i) => (i === 0 ? 0 : Math.max(jump, Math.abs(sample - samples[i - 1]!))), 0);

test('silence is played until the cushion is there', () => {
  const { playback, feed, play, heard } = station();
  feed(299);
  play(4);
  expect(playback.phase).toBe('filling');
  expect(heard.every((sample) => sample === 0)).toBe(true);
  feed(1);
  play(1);
  expect(playback.phase).toBe('playing');
  expect(heard.slice(-128).every((sample) => sample === 1)).toBe(true);
});

test('an utterance is played bit by bit as it came, from first to last sample', () => {
  const { ring, playback, play, heard } = station();
  const wave = Float32Array.from({ length: 1000 }, (_, i) => Math.sin(i / 7));
  ring.write(wave);
  playback.endAt(1000);
  play(9);
  expect(heard.slice(0, 1000)).toEqual([...wave]);
  expect(heard.slice(1000).every((sample) => sample === 0)).toBe(true);
  expect(playback).toMatchObject({ phase: 'idle', positionSamples: 1000, underrunCount: 0 });
});

test('an utterance shorter than the cushion is played all the same', () => {
  const { playback, feed, play, heard } = station();
  feed(50);
  playback.endAt(50);
  play(1);
  expect(heard.filter((sample) => sample === 1)).toHaveLength(50);
  expect(playback.phase).toBe('idle');
});

test('an underrun fades to silence, is counted, and sound comes back faded in', () => {
  const { playback, feed, play, heard } = station();
  feed(500);
  play(8);
  expect(playback).toMatchObject({ phase: 'filling', underrunCount: 1, positionSamples: 500 });
  feed(599);
  play(1);
  expect(playback.phase).toBe('filling'); // the cushion has doubled to 600
  feed(1);
  play(3);
  expect(playback.phase).toBe('playing');
  expect(largestJump(heard)).toBeLessThan(1 / settings.fadeSamples + 1e-6);
  expect(heard.at(-1)).toBe(1);
  expect(heard.some(Number.isNaN)).toBe(false);
});

test('no sample is lost or played twice around an underrun', () => {
  const { ring, playback, play, heard } = station();
  ring.write(Float32Array.from({ length: 400 }, (_, i) => i + 1));
  play(8);
  ring.write(Float32Array.from({ length: 800 }, (_, i) => i + 401));
  playback.endAt(1200);
  play(12);
  const whole = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i + 1);
  expect(heard.slice(0, 360)).toEqual(whole(0, 360)); // the last 40 before the gap fade out
  const back = heard.indexOf(441, 400); // the first 40 after it fade in
  expect(heard.slice(back, back + 760)).toEqual(whole(440, 1200));
  expect(playback.positionSamples).toBe(1200);
});

test('the cushion grows to its limit and shrinks after clean stretches', () => {
  const { playback, feed, play } = station();
  for (let i = 0; i < 3; i++) {
    feed(1100);
    play(12);
  }
  expect(playback).toMatchObject({ underrunCount: 3, cushionSamples: 1000 });
  for (const cushion of [1000, 500, 300, 300]) {
    feed(10);
    playback.endAt(playback.positionSamples + 10);
    play(1);
    expect(playback.cushionSamples).toBe(cushion);
  }
});

test('discard fades out, drops the rest and leaves the next stretch alone', () => {
  const { playback, feed, play, heard } = station();
  feed(2000);
  play(2);
  playback.discard(2000);
  feed(1000, 0.5); // already the next stretch
  play(4);
  expect(playback.positionSamples).toBeGreaterThan(2000);
  expect(playback.underrunCount).toBe(0);
  const ones = heard.filter((sample) => sample === 1).length;
  expect(ones).toBe(256);
  expect(heard.at(-1)).toBe(0.5);
});

test('discard of what was never heard is silent', () => {
  const { playback, feed, play, heard } = station();
  feed(100);
  play(1);
  playback.discard(100);
  play(1);
  expect(heard.every((sample) => sample === 0)).toBe(true);
  expect(playback).toMatchObject({ phase: 'idle', positionSamples: 100 });
});

test('a stretch that follows a discard keeps its end, also when it is told during the fade', () => {
  const { playback, feed, play, heard } = station();
  feed(1000);
  play(1);
  playback.discard(1000);
  feed(500, 0.5);
  playback.endAt(1500);
  play(8);
  expect(playback).toMatchObject({ phase: 'idle', positionSamples: 1500 });
  expect(heard.filter((sample) => sample === 0.5)).toHaveLength(500);
});
