import { expect, test } from 'vitest';
import { FailureError } from '../../../src/core/failure';
import { type KeptBytes, TakeSound } from '../../../src/core/pcm/take-sound';
import { encodeWav } from '../../../src/core/pcm/wav-writer';
import { seededRandom } from '../../fakes/seeded-random';

const never = new AbortController().signal;
const rate = 100;
/** Ten seconds of it. */
const blockSamples = 1000;

function noise(length: number): Float32Array {
  const random = seededRandom(5);
  return Float32Array.from({ length }, () => 2.2 * random() - 1.1);
}
const newTake = () => new TakeSound(rate, (block) => new Blob([block]));

/** Adds all of it in pieces of uneven sizes. */
function addInPieces<Kept extends KeptBytes>(take: TakeSound<Kept>, samples: Float32Array): void {
  const random = seededRandom(6);
  for (let at = 0; at < samples.length; ) {
    const size = Math.floor(random() * 700);
    take.add(samples.subarray(at, at + size));
    at += size;
  }
}

async function heard<Kept extends KeptBytes>(take: TakeSound<Kept>, from = 0): Promise<Float32Array> {
  const all: number[] = [];
  for await (const chunk of take.follow(from, never)) {
    expect(chunk.startSample).toBe(from + all.length);
    for (const sample of chunk.samples) all.push(sample);
  }
  return Float32Array.from(all);
}

function clippedDifference(found: Float32Array, expected: Float32Array): number {
  expect(found.length).toBe(expected.length);
  return found.reduce(
    (most, sample, i) => Math.max(most, Math.abs(sample - Math.max(-1, Math.min(1, expected[i]!)))),
    0,
  );
}

test('the WAV file is, byte for byte, the one written at once, at any length', async () => {
  for (const length of [0, 1, 999, 1000, 1001, 4321]) {
    const samples = noise(length);
    const take = newTake();
    addInPieces(take, samples);
    const file = await new Blob([...take.wavParts()]).bytes();
    expect(file).toEqual(encodeWav(samples, rate, 'pcm16'));
  }
});

test('a file saved while the take grows has the samples of that moment', async () => {
  const samples = noise(2600);
  const take = newTake();
  take.add(samples.subarray(0, 1700));
  const parts = take.wavParts();
  take.add(samples.subarray(1700));
  expect(await new Blob([...parts]).bytes()).toEqual(encodeWav(samples.subarray(0, 1700), rate, 'pcm16'));
});

test('what is put away is heard as the file has it, what is newest as it was made', async () => {
  const samples = noise(2500);
  const take = newTake();
  addInPieces(take, samples);
  take.close();
  const all = await heard(take);
  expect(clippedDifference(all.subarray(0, 2000), samples.subarray(0, 2000))).toBeLessThanOrEqual(
    0.5 / 32_767 + 1e-7,
  );
  expect(all.subarray(2000)).toEqual(samples.subarray(2000));
});

test('sound is heard from any sample', async () => {
  const take = newTake();
  addInPieces(take, noise(2500));
  take.close();
  const all = await heard(take);
  for (const from of [0, 1, 999, 1000, 1750, 2000, 2499, 2500, 9000])
    expect(await heard(take, from)).toEqual(all.subarray(from));
});

test('a follower that is slower or faster than the take misses and repeats nothing', async () => {
  const samples = noise(5200);
  const take = newTake();
  const random = seededRandom(7);
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const all: number[] = [];
  const followed = (async () => {
    for await (const chunk of take.follow(0, never)) {
      for (const sample of chunk.samples) all.push(sample);
      for (let wait = random() * 4; wait > 1; wait--) await turn();
    }
  })();
  for (let at = 0; at < samples.length; at += 130) {
    take.add(samples.subarray(at, at + 130));
    for (let wait = random() * 3; wait > 1; wait--) await turn();
  }
  take.close();
  await followed;
  expect(clippedDifference(Float32Array.from(all), samples)).toBeLessThanOrEqual(0.11);
  expect(take.sampleCount).toBe(samples.length);
});

test('samples that a follower was given stay when the next block begins', async () => {
  const samples = noise(3000);
  const take = newTake();
  take.add(samples.subarray(0, 500));
  const follower = take.follow(0, never);
  const first = await follower.next();
  take.add(samples.subarray(500));
  expect(first.value?.samples).toEqual(samples.subarray(0, 500));
});

test('memory holds one block, however long the take', () => {
  let putAway = 0;
  let largest = 0;
  const take = new TakeSound(rate, (block) => {
    putAway += block.length;
    largest = Math.max(largest, block.length);
    return { size: block.length, arrayBuffer: async () => new ArrayBuffer(block.length) };
  });
  for (let second = 0; second < 3600; second++) take.add(new Float32Array(rate));
  expect(take.sampleCount).toBe(3600 * rate);
  expect(putAway).toBe(3600 * rate * 2);
  expect(largest).toBe(blockSamples * 2);
});

test('a waiting follower obeys its signal', async () => {
  const abort = new AbortController();
  const next = newTake().follow(0, abort.signal).next();
  abort.abort();
  await expect(next).rejects.toBe(abort.signal.reason);
});

test('a block that cannot be read back is told in words', async () => {
  const lost = { size: 0, arrayBuffer: () => Promise.reject(new Error('gone')) };
  const take = new TakeSound(rate, () => lost);
  take.add(new Float32Array(blockSamples));
  const next = take.follow(0, never).next();
  await expect(next).rejects.toThrow(FailureError);
  await expect(next).rejects.toThrow(/could not read back/);
});

test('a closed take takes no more', () => {
  const take = newTake();
  take.close();
  expect(() => take.add(new Float32Array(1))).toThrow(TypeError);
});
