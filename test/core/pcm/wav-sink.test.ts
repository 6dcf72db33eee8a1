import { expect, test } from 'vitest';
import { readWav } from '../../../src/core/pcm/read-wav';
import { WavSink } from '../../../src/core/pcm/wav-sink';

const never = new AbortController().signal;
const chunkOf = (startSample: number, ...samples: number[]) => ({
  samples: Float32Array.from(samples),
  sampleRateHz: 24_000,
  startSample,
});

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

test('what was written can be read again', async () => {
  const sink = new WavSink(24_000, 'float32');
  await sink.write(chunkOf(0, 0.5, -0.25), never);
  await sink.write(chunkOf(2, 1), never);
  await sink.finish(never);
  const sound = readWav(joined(sink.parts));
  expect(sound.sampleRateHz).toBe(24_000);
  expect([...sound.samples]).toEqual([0.5, -0.25, 1]);
});

test('the header of 16 bit counts every piece', async () => {
  const sink = new WavSink(16_000, 'pcm16');
  await sink.write({ ...chunkOf(0, 0, 0.5), sampleRateHz: 16_000 }, never);
  await sink.write({ ...chunkOf(2, 1, 0), sampleRateHz: 16_000 }, never);
  await sink.finish(never);
  expect(joined(sink.parts)).toHaveLength(44 + 8);
  expect(readWav(joined(sink.parts)).samples).toHaveLength(4);
});

test('a file is not given away before its end', async () => {
  const sink = new WavSink(24_000, 'pcm16');
  expect(() => sink.parts).toThrow(TypeError);
  await sink.finish(never);
  await expect(sink.write(chunkOf(0, 1), never)).rejects.toThrow(TypeError);
});

test('after discard the file begins anew', async () => {
  const sink = new WavSink(24_000, 'float32');
  await sink.write(chunkOf(0, 0.125), never);
  sink.discard();
  await sink.write(chunkOf(0, 0.5), never);
  await sink.finish(never);
  expect([...readWav(joined(sink.parts)).samples]).toEqual([0.5]);
});

test('another rate is the caller’s mistake', async () => {
  const sink = new WavSink(16_000, 'pcm16');
  await expect(sink.write(chunkOf(0, 1), never)).rejects.toThrow(RangeError);
});
