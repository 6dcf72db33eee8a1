import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readWav } from '../../../src/core/pcm/read-wav';
import { encodeWav } from '../../../src/core/pcm/wav-writer';
import { WavFile } from '../../../src/platform/node/wav-file';

const never = new AbortController().signal;
const chunkOf = (...samples: number[]) => ({
  samples: Float32Array.from(samples),
  sampleRateHz: 24_000,
  startSample: 0,
});

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wav-file-'));
});
afterEach(() => rm(folder, { recursive: true }));
const path = () => join(folder, 'take.wav');
const written = async () => new Uint8Array(await readFile(path()));

test.each(['pcm16', 'float32'] as const)(
  'a file written in pieces is the one written at once (%s)',
  async (format) => {
    const file = await WavFile.create(path(), 24_000, format);
    await file.write(chunkOf(0.5, -0.25), never);
    await file.write(chunkOf(1), never);
    await file.finish(never);
    expect(await written()).toEqual(encodeWav(Float32Array.of(0.5, -0.25, 1), 24_000, format));
  },
);

test('what was made is on the disk before the end, and can be played', async () => {
  const file = await WavFile.create(path(), 24_000, 'pcm16');
  await file.write(chunkOf(0.5, -0.25), never);
  expect(readWav(await written()).samples).toHaveLength(2);
  await file.close();
});

test('after discard the file begins anew', async () => {
  const file = await WavFile.create(path(), 24_000, 'pcm16');
  await file.write(chunkOf(0.125, 0.25, 0.5), never);
  file.discard();
  await file.write(chunkOf(0.5), never);
  await file.finish(never);
  expect(await written()).toEqual(encodeWav(Float32Array.of(0.5), 24_000, 'pcm16'));
});

test('another rate is the caller’s mistake, and an aborted writer writes nothing', async () => {
  const file = await WavFile.create(path(), 16_000, 'pcm16');
  await expect(file.write(chunkOf(0.5), never)).rejects.toThrow(RangeError);
  await expect(file.write(chunkOf(0.5), AbortSignal.abort())).rejects.toThrow();
  await file.close();
  expect(await written()).toHaveLength(44);
});
