import { afterEach, expect, test, vi } from 'vitest';
import type { PcmChunk } from '../../../src/core/pcm/pcm-chunk';
import { RingBuffer } from '../../../src/core/pcm/ring-buffer';
import type { SpeakerReport } from '../../../src/core/pcm/speaker';
import { RING_CAPACITY_SAMPLES } from '../../../src/platform/webaudio/playback-protocol';
import { PlaybackStation } from '../../../src/platform/webaudio/playback-station';
import { SpeakerSink } from '../../../src/platform/webaudio/speaker-sink';

const sampleRateHz = 24_000;
const never = new AbortController().signal;
const chunkOf = (samples: Float32Array): PcmChunk => ({ samples, sampleRateHz, startSample: 0 });
const ramp = (length: number) => Float32Array.from({ length }, (_, i) => (i + 1) / length);
/** Messages are delivered between turns of the event loop. */
async function messagesPass(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

let close: () => void = () => {};
afterEach(() => close());

/** The sink and the audio thread's station over a real message channel; blocks are played by hand. */
function loudspeaker(ring: SharedArrayBuffer | null) {
  const hooks: string[] = [];
  const { port1, port2 } = new MessageChannel();
  const station = new PlaybackStation({ ring }, sampleRateHz);
  station.connect(port2);
  const sink = new SpeakerSink(sampleRateHz, port1, ring && new RingBuffer(ring), {
    wake: () => hooks.push('wake'),
    rest: () => hooks.push('rest'),
    dispose: async () => {},
  });
  close = () => {
    port1.close();
    port2.close();
  };
  const heard: number[] = [];
  const play = async (blocks: number) => {
    const block = new Float32Array(128);
    await messagesPass();
    for (let i = 0; i < blocks; i++) {
      station.render(block);
      for (const sample of block) heard.push(sample);
    }
    await messagesPass();
  };
  return { sink, play, heard, hooks };
}

const shared = () => new SharedArrayBuffer(RingBuffer.byteLength(RING_CAPACITY_SAMPLES));

test.each([
  ['over the message port', () => null],
  ['through shared memory', shared],
])('what is written is heard sample by sample %s', async (_, memory) => {
  const { sink, play, heard } = loudspeaker(memory());
  const wave = ramp(5000);
  await sink.write(chunkOf(wave.subarray(0, 3000)), never);
  await sink.write(chunkOf(wave.subarray(3000)), never);
  let finished = false;
  const finish = sink.finish(never).then(() => {
    finished = true;
  });
  await play(20);
  expect(finished).toBe(false);
  await play(30);
  await finish;
  expect(heard.slice(0, 5000)).toEqual([...wave]);
  expect(sink.report).toEqual({ type: 'silent', playedSamples: 5000, underrunCount: 0 });
});

test.each([
  ['over the message port', () => null],
  ['through shared memory', shared],
])('a full ring makes the writer wait until something was heard, %s', async (_, memory) => {
  const { sink, play } = loudspeaker(memory());
  let written = false;
  const write = sink.write(chunkOf(ramp(RING_CAPACITY_SAMPLES + 5000)), never).then(() => {
    written = true;
  });
  await play(1);
  expect(written).toBe(false);
  await play(60);
  await write;
});

test('a writer that waits obeys its signal', async () => {
  const { sink } = loudspeaker(null);
  const abort = new AbortController();
  const write = sink.write(chunkOf(ramp(RING_CAPACITY_SAMPLES + 1)), abort.signal);
  abort.abort();
  await expect(write).rejects.toBe(abort.signal.reason);
});

test('an underrun is reported, and counted anew for the next stretch', async () => {
  const { sink, play } = loudspeaker(null);
  const reports: SpeakerReport[] = [];
  sink.onReport((report) => reports.push(report));
  await sink.write(chunkOf(ramp(6000)), never);
  await play(60);
  expect(sink.report).toMatchObject({ type: 'buffering', underrunCount: 1, playedSamples: 6000 });
  expect(reports.some((report) => report.type === 'playing')).toBe(true);
  sink.discard();
  await play(1);
  await sink.write(chunkOf(ramp(100)), never);
  expect(sink.report).toEqual({ type: 'buffering', playedSamples: 0, underrunCount: 0 });
  const finish = sink.finish(never);
  await play(2);
  await finish;
  expect(sink.report).toEqual({ type: 'silent', playedSamples: 100, underrunCount: 0 });
});

test('discard silences, and the next stretch is heard from its start', async () => {
  const { sink, play, heard } = loudspeaker(null);
  await sink.write(chunkOf(new Float32Array(50_000).fill(0.25)), never);
  await play(3);
  sink.discard();
  expect(sink.report.type).toBe('silent');
  await play(5);
  heard.length = 0;
  const wave = ramp(900);
  await sink.write(chunkOf(wave), never);
  const finish = sink.finish(never);
  await play(8);
  await finish;
  expect(heard.slice(0, 900)).toEqual([...wave]);
});

test('an utterance without a sample ends at once', async () => {
  const { sink, play } = loudspeaker(null);
  await sink.write(chunkOf(new Float32Array(0)), never);
  const finish = sink.finish(never);
  await play(1);
  await finish;
  expect(sink.report).toEqual({ type: 'silent', playedSamples: 0, underrunCount: 0 });
});

test('the caller keeps its chunk', async () => {
  const { sink } = loudspeaker(null);
  const wave = ramp(10);
  await sink.write(chunkOf(wave), never);
  expect(wave.byteLength).toBe(40);
});

test('a chunk of another rate is the caller’s mistake', async () => {
  const { sink } = loudspeaker(null);
  await expect(sink.write({ ...chunkOf(ramp(1)), sampleRateHz: 44_100 }, never)).rejects.toThrow(RangeError);
});

test('the audio context is awake for each stretch and rests after it', async () => {
  const { sink, play, hooks } = loudspeaker(null);
  await sink.write(chunkOf(ramp(10)), never);
  await sink.write(chunkOf(ramp(10)), never);
  const finish = sink.finish(never);
  await play(1);
  await finish;
  sink.discard(); // nothing is open: nothing to do
  await sink.write(chunkOf(ramp(10)), never);
  sink.discard();
  expect(hooks).toEqual(['wake', 'rest', 'wake', 'rest']);
});

test('an interruption is told as a pause, is no gap, and sound goes on with the same sample', async () => {
  const { sink, play, heard } = loudspeaker(null);
  const wave = ramp(9000);
  await sink.write(chunkOf(wave), never);
  const finish = sink.finish(never);
  await play(20);
  expect(sink.report.type).toBe('playing');
  sink.interrupt(true);
  expect(sink.report.type).toBe('paused');
  const { playedSamples } = sink.report;
  await play(0); // the audio thread stands still
  expect(sink.report).toEqual({ type: 'paused', playedSamples, underrunCount: 0 });
  sink.interrupt(false);
  expect(sink.report).toEqual({ type: 'playing', playedSamples, underrunCount: 0 });
  await play(60);
  await finish;
  expect(heard.slice(0, 9000)).toEqual([...wave]);
  expect(sink.report).toEqual({ type: 'silent', playedSamples: 9000, underrunCount: 0 });
});

test('an interruption while nothing is wanted is not told; sound that is wanted then is paused from its start', async () => {
  const { sink } = loudspeaker(null);
  sink.interrupt(true);
  expect(sink.report.type).toBe('silent');
  await sink.write(chunkOf(ramp(100)), never);
  expect(sink.report.type).toBe('paused');
  sink.interrupt(false);
  expect(sink.report.type).toBe('buffering');
  sink.interrupt(true);
  sink.discard();
  expect(sink.report.type).toBe('silent');
});

test('a lost output ends every wait with a sentence, and says that it is silent', async () => {
  const { sink, play } = loudspeaker(null);
  const write = sink.write(chunkOf(ramp(RING_CAPACITY_SAMPLES + 5000)), never);
  await play(40);
  expect(sink.report.type).toBe('playing');
  sink.lose();
  await expect(write).rejects.toThrow(/has closed the sound output/);
  expect(sink.report.type).toBe('silent');
  expect(sink.isLost).toBe(true);
  await expect(sink.write(chunkOf(ramp(10)), never)).rejects.toThrow(/has closed the sound output/);
  await expect(sink.finish(never)).rejects.toThrow(/has closed the sound output/);
});

test('an audio thread that stands still is told as paused within two seconds, until it is heard of again', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  try {
    const { sink, play } = loudspeaker(null);
    await sink.write(chunkOf(ramp(60_000)), never);
    await play(80);
    expect(sink.report.type).toBe('playing');
    vi.advanceTimersByTime(1000);
    expect(sink.report.type).toBe('playing');
    vi.advanceTimersByTime(1000);
    expect(sink.report.type).toBe('paused');
    await play(40);
    expect(sink.report.type).toBe('playing');
    sink.discard();
    vi.advanceTimersByTime(5000);
    expect(sink.report.type).toBe('silent');
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

test('sound that waits for more sound is no standstill, sound that never starts is', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  try {
    const { sink } = loudspeaker(null);
    await sink.write(chunkOf(ramp(1000)), never);
    vi.advanceTimersByTime(5000);
    expect(sink.report.type).toBe('buffering');
    await sink.write(chunkOf(ramp(60_000)), never);
    vi.advanceTimersByTime(2000);
    expect(sink.report.type).toBe('paused');
    sink.discard();
  } finally {
    vi.useRealTimers();
  }
});
