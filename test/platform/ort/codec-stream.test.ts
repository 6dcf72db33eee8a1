import { beforeAll, expect, test } from 'vitest';
import type { CodecDecoder } from '../../../src/core/codec/codec';
import { CodecStream, type CodeFrame, toGrid } from '../../../src/core/codec/codec-stream';
import { contextFrames } from '../../../src/core/codec/receptive-field';
import { type WindowSchedule, windowSchedule } from '../../../src/core/codec/window-schedule';
import { loadNodeModel } from '../../fakes/node-engine';
import { seededRandom } from '../../fakes/seeded-random';
import { toyPackage } from '../../toy-model';

const never = new AbortController().signal;
const random = seededRandom(17);

let codec: CodecDecoder;

beforeAll(async () => {
  const { source } = await toyPackage({ seed: 11, precision: 'f32' });
  codec = (await loadNodeModel(source, never)).networks.codec;
});

function randomClip(frameCount: number): CodeFrame[] {
  const { codebookCount, codebookSize } = codec.spec;
  return Array.from({ length: frameCount }, () =>
    Int32Array.from({ length: codebookCount }, () => Math.floor(random() * codebookSize)),
  );
}

async function oneShot(frames: CodeFrame[]): Promise<Float32Array> {
  const samples = await codec.decode(toGrid(frames, codec.spec.codebookCount), never);
  return samples.map((sample) => Math.max(-1, Math.min(1, sample)));
}

async function streamed(frames: CodeFrame[], schedule: WindowSchedule): Promise<Float32Array> {
  const stream = new CodecStream(codec, schedule);
  const samples: number[] = [];
  for (const frame of frames) samples.push(...((await stream.push(frame, never))?.samples ?? []));
  samples.push(...((await stream.finish(never))?.samples ?? []));
  return Float32Array.from(samples);
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((largest, value, index) => Math.max(largest, Math.abs(value - b[index]!)), 0);
}

test('streaming the real decoder in random chunks equals its one-shot decode within 1e-4', async () => {
  const context = contextFrames(codec.spec);
  for (let clip = 0; clip < 20; clip++) {
    const frames = randomClip(1 + Math.floor(random() * 60));
    const sizes = Array.from({ length: 60 }, () => 1 + Math.floor(random() * 20));
    const window = (index: number) => ({ emitFrames: sizes[index]!, rightFrames: context.right });
    const difference = largestDifference(await streamed(frames, { context, window }), await oneShot(frames));
    expect(difference).toBeLessThan(1e-4);
  }
});

test('one frame of context less is measurably not the one-shot decode', async () => {
  const { left, right } = contextFrames(codec.spec);
  const short = { left: left - 1, right: right - 1 };
  const window = () => ({ emitFrames: 2, rightFrames: short.right });
  const frames = randomClip(60);
  const difference = largestDifference(
    await streamed(frames, { context: short, window }),
    await oneShot(frames),
  );
  expect(difference).toBeGreaterThan(0);
});

test('the fast mode is exact from its last seam on, and its seams stay far below the signal', async () => {
  const schedule = windowSchedule(codec.spec, 'fast');
  const hop = codec.spec.hopLengthSamples;
  const frames = randomClip(60);
  const [fast, whole] = [await streamed(frames, schedule), await oneShot(frames)];
  let settled = 0;
  for (let index = 0; schedule.window(index).rightFrames < schedule.context.right; index++)
    settled += schedule.window(index).emitFrames;
  const from = (settled + 1) * hop;
  expect(largestDifference(fast.subarray(from), whole.subarray(from))).toBeLessThan(1e-4);
  const energy = (values: Float32Array) => values.reduce((sum, value) => sum + value * value, 0);
  const error = fast.subarray(0, from).map((sample, index) => sample - whole[index]!);
  expect(energy(error)).toBeGreaterThan(0);
  // Random weights fade far slower into the past and future than trained ones, whose figure is at the schedule.
  const signalToError = 10 * Math.log10(energy(whole.subarray(0, from)) / energy(error));
  expect(signalToError).toBeGreaterThan(15);
});
