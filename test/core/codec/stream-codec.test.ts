import { expect, test } from 'vitest';
import { CodecStream, type CodeFrame, toGrid } from '../../../src/core/codec/codec-stream';
import { contextFrames } from '../../../src/core/codec/receptive-field';
import { type CodecMode, windowSchedule } from '../../../src/core/codec/window-schedule';
import { crossfade } from '../../../src/core/pcm/crossfade';
import type { PcmChunk } from '../../../src/core/pcm/pcm-chunk';
import { codecSpec, LinearCodec } from '../../fakes/linear-codec';
import { seededRandom } from '../../fakes/seeded-random';
import { streamCodec } from './stream-codec';

const published = [8, 5, 4, 2, 3];
const never = new AbortController().signal;

function randomFrames(count: number, seed: number, codebookCount = 2, codebookSize = 16): CodeFrame[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () =>
    Int32Array.from({ length: codebookCount }, () => Math.floor(random() * codebookSize)),
  );
}

async function* each(frames: CodeFrame[]): AsyncGenerator<CodeFrame, void> {
  yield* frames;
}

/** Joins chunks and checks that they follow one another without gap or overlap. */
function join(chunks: PcmChunk[]): Float32Array {
  const samples: number[] = [];
  for (const chunk of chunks) {
    expect(chunk.startSample).toBe(samples.length);
    for (const sample of chunk.samples) samples.push(sample);
  }
  return Float32Array.from(samples);
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((largest, value, index) => Math.max(largest, Math.abs(value - b[index]!)), 0);
}

async function streamed(codec: LinearCodec, frames: CodeFrame[], mode: CodecMode): Promise<Float32Array> {
  const chunks: PcmChunk[] = [];
  for await (const chunk of streamCodec(each(frames), codec, mode, never)) chunks.push(chunk);
  return join(chunks);
}

test('the published topology needs ten frames on each side', () => {
  expect(contextFrames(codecSpec(published))).toEqual({ left: 10, right: 10 });
});

test('another topology has another context', () => {
  const { left, right } = contextFrames(codecSpec([2, 2]));
  expect(left).toBeGreaterThan(10);
  expect(right).toBeGreaterThan(10);
});

test.each([[published], [[4, 3]], [[5, 8]]])(
  'the context of strides %j is enough, and one frame less is not',
  async (strides) => {
    const codec = new LinearCodec(codecSpec(strides), 3);
    const hop = codec.spec.hopLengthSamples;
    const { left, right } = contextFrames(codec.spec);
    const frames = randomFrames(left + right + 12, 5);
    const whole = await codec.decode(toGrid(frames, 2), never);
    const at = left + 4;
    const expected = whole.subarray(at * hop, (at + 1) * hop);
    const difference = async (before: number, after: number) => {
      const window = await codec.decode(toGrid(frames.slice(at - before, at + 1 + after), 2), never);
      return largestDifference(window.subarray(before * hop, (before + 1) * hop), expected);
    };
    expect(await difference(left, right)).toBeLessThan(1e-6);
    expect(await difference(left - 1, right)).toBeGreaterThan(0);
    expect(await difference(left, right - 1)).toBeGreaterThan(0);
  },
);

test('exact streaming equals the one-shot decode for clips of any length', async () => {
  const codec = new LinearCodec(codecSpec([2, 3, 2]), 7);
  const random = seededRandom(11);
  for (let clip = 0; clip < 20; clip++) {
    const frames = randomFrames(1 + Math.floor(random() * 300), clip);
    const whole = await codec.decode(toGrid(frames, 2), never);
    expect(largestDifference(await streamed(codec, frames, 'exact'), whole)).toBeLessThan(1e-6);
  }
});

test('exact streaming equals the one-shot decode for random windows', async () => {
  const codec = new LinearCodec(codecSpec(published), 9);
  const context = contextFrames(codec.spec);
  const random = seededRandom(13);
  for (let clip = 0; clip < 5; clip++) {
    const sizes = Array.from({ length: 80 }, () => 1 + Math.floor(random() * 12));
    const window = (index: number) => ({ emitFrames: sizes[index] ?? 5, rightFrames: context.right });
    const stream = new CodecStream(codec, { context, window });
    const frames = randomFrames(1 + Math.floor(random() * 60), 100 + clip);
    const chunks: PcmChunk[] = [];
    for (const frame of frames) {
      const chunk = await stream.push(frame, never);
      if (chunk) chunks.push(chunk);
    }
    const rest = await stream.finish(never);
    if (rest) chunks.push(rest);
    const whole = await codec.decode(toGrid(frames, 2), never);
    expect(largestDifference(join(chunks), whole)).toBeLessThan(1e-6);
  }
});

test('fast streaming speaks sooner, differs only near its first seams, and then equals the one-shot decode', async () => {
  const codec = new LinearCodec(codecSpec(published), 21);
  const frames = randomFrames(120, 23);
  const hop = codec.spec.hopLengthSamples;
  const whole = await codec.decode(toGrid(frames, 2), never);
  codec.decodedFrameCounts.length = 0;
  const fast = await streamed(codec, frames, 'fast');
  const firstWindow = codec.decodedFrameCounts[0]!;
  codec.decodedFrameCounts.length = 0;
  await streamed(codec, frames, 'exact');
  expect(firstWindow).toBeLessThan(codec.decodedFrameCounts[0]!);

  const { window } = windowSchedule(codec.spec, 'fast');
  const { right } = contextFrames(codec.spec);
  let firstExact = 0;
  let index = 0;
  while (window(index).rightFrames < right) firstExact += window(index++).emitFrames;
  expect(index).toBeGreaterThan(0);
  const settled = (firstExact + 1) * hop;
  expect(largestDifference(fast.subarray(settled), whole.subarray(settled))).toBeLessThan(1e-6);
  const peak = whole.reduce((largest, sample) => Math.max(largest, Math.abs(sample)), 0);
  const seam = largestDifference(fast.subarray(0, settled), whole.subarray(0, settled));
  expect(seam).toBeGreaterThan(0);
  expect(seam).toBeLessThan(0.1 * peak);
});

test('behind a window that lacked context, the seam is blended over half a frame', async () => {
  const codec = new LinearCodec(codecSpec([4, 3]), 41);
  const hop = codec.spec.hopLengthSamples;
  const context = contextFrames(codec.spec);
  const [emitFrames, rightFrames] = [6, 2];
  const stream = new CodecStream(codec, { context, window: () => ({ emitFrames, rightFrames }) });
  const frames = randomFrames(2 * emitFrames + rightFrames, 43);
  const chunks: PcmChunk[] = [];
  for (const frame of frames)
    chunks.push(...[await stream.push(frame, never)].filter((chunk) => chunk !== null));

  const seam = [emitFrames * hop, (emitFrames + 0.5) * hop] as const;
  const decoded = async (count: number) => codec.decode(toGrid(frames.slice(0, count), 2), never);
  const before = (await decoded(emitFrames + rightFrames)).subarray(...seam);
  const after = (await decoded(frames.length)).subarray(...seam);
  expect(before).not.toEqual(after);
  expect(join(chunks).subarray(...seam)).toEqual(crossfade(before, after));
});

test('no frame is decoded twice', async () => {
  const codec = new LinearCodec(codecSpec([2, 3]), 31);
  await streamed(codec, randomFrames(300, 33), 'exact');
  expect(codec.decodedFrameCounts.reduce((total, count) => total + count, 0)).toBe(300);
  expect(codec.decodedFrameCounts.length).toBeGreaterThan(10);
});

test('no frames make no sound', async () => {
  const codec = new LinearCodec(codecSpec([2, 3]));
  expect(await streamed(codec, [], 'exact')).toHaveLength(0);
  expect(codec.decodedFrameCounts).toEqual([]);
});

test('sound beyond full scale is clipped', async () => {
  const codec = new LinearCodec(codecSpec([2, 3], 640));
  const loud = Array.from({ length: 40 }, () => new Int32Array(640).fill(15));
  const whole = await codec.decode(toGrid(loud, 640), never);
  expect(Math.max(...whole)).toBeGreaterThan(1);
  expect(Math.max(...(await streamed(codec, loud, 'exact')))).toBe(1);
});

test('an abort ends the stream before the next frame', async () => {
  const codec = new LinearCodec(codecSpec([2, 3]));
  const controller = new AbortController();
  const chunks = streamCodec(each(randomFrames(200, 1)), codec, 'fast', controller.signal);
  await chunks.next();
  controller.abort();
  await expect(chunks.next()).rejects.toThrow();
});
