import { expect, test } from 'vitest';
import { MemorySink } from '../../../src/core/pcm/memory-sink';
import type { PcmChunk } from '../../../src/core/pcm/pcm-chunk';

const never = new AbortController().signal;
const chunkOf = (startSample: number, length: number): PcmChunk => ({
  samples: Float32Array.from({ length }, (_, i) => startSample + i),
  sampleRateHz: 24_000,
  startSample,
});

async function collect(chunks: AsyncIterable<PcmChunk>): Promise<PcmChunk[]> {
  const all: PcmChunk[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return all;
}

test('what was written comes back as one stretch', async () => {
  const sink = new MemorySink(24_000);
  await sink.write(chunkOf(0, 3), never);
  await sink.write(chunkOf(3, 2), never);
  await sink.finish(never);
  expect([...sink.samples()]).toEqual([0, 1, 2, 3, 4]);
  expect(sink.durationSeconds).toBe(5 / 24_000);
});

test('a follower gets what is there and then what comes', async () => {
  const sink = new MemorySink(24_000);
  await sink.write(chunkOf(0, 4), never);
  const followed = collect(sink.follow(2, never));
  await sink.write(chunkOf(4, 2), never);
  await sink.finish(never);
  const chunks = await followed;
  expect(chunks.map((chunk) => [chunk.startSample, ...chunk.samples])).toEqual([
    [2, 2, 3],
    [4, 4, 5],
  ]);
});

test('two followers do not disturb each other', async () => {
  const sink = new MemorySink(24_000);
  const both = Promise.all([collect(sink.follow(0, never)), collect(sink.follow(0, never))]);
  await sink.write(chunkOf(0, 2), never);
  sink.close();
  const [first, second] = await both;
  expect(first).toEqual(second);
  expect(first).toHaveLength(1);
});

test('a waiting follower obeys its signal', async () => {
  const sink = new MemorySink(24_000);
  const abort = new AbortController();
  const followed = collect(sink.follow(0, abort.signal));
  abort.abort();
  await expect(followed).rejects.toBe(abort.signal.reason);
});

test('another rate and a write after the end are the caller’s mistakes', async () => {
  const sink = new MemorySink(16_000);
  await expect(sink.write(chunkOf(0, 1), never)).rejects.toThrow(RangeError);
  await sink.finish(never);
  await expect(sink.write({ ...chunkOf(0, 1), sampleRateHz: 16_000 }, never)).rejects.toThrow(TypeError);
});
