import { beforeEach, expect, test, vi } from 'vitest';
import { FailureError, fail } from '../../../src/core/failure';
import type { WeightBinding } from '../../../src/core/graph/built-graph';
import { english } from '../../../src/core/sentence';
import { GpuMemory } from '../../../src/platform/ort/gpu-memory';
import { type BindingReader, GpuWeights } from '../../../src/platform/ort/gpu-weights';
import {
  choosePromptWeights,
  createPromptWeights,
  type PromptWeights,
} from '../../../src/platform/ort/prompt-weights';
import { MemoryDevice } from '../../fakes/memory-device';

const gigabyte = 2 ** 30;
const never = new AbortController().signal;

const binding = (name: string): WeightBinding => ({
  name,
  dtype: 'uint8',
  dims: [16],
  source: { type: 'tensor', tensor: name },
});
const always = [binding('a'), binding('b')];
const ofPrompts = [binding('c'), binding('d'), binding('e')];

let memory: MemoryDevice;
let weights: GpuWeights;
/** What a test does before the next reading. */
let onRead: () => void;
const read: BindingReader = async ({ name }) => {
  onRead();
  return new Uint8Array(16).fill(name.charCodeAt(0));
};

beforeEach(async () => {
  vi.stubGlobal('GPUBufferUsage', { STORAGE: 1, COPY_DST: 2, COPY_SRC: 4 });
  memory = new MemoryDevice();
  weights = new GpuWeights(new GpuMemory(memory.ort, memory.device));
  onRead = () => {};
  await weights.upload([...always, ...ofPrompts], read, () => {}, never);
});

const valuesOf = (prompts: PromptWeights) =>
  Object.fromEntries(
    Object.entries(prompts.feeds).map(([name, tensor]) => [name, memory.bytesOf(tensor)[15]]),
  );
const whole = { c: 99, d: 100, e: 101 };

test("prompts' weights are let go when all weights take more than half of a memory that is known", () => {
  expect(choosePromptWeights(3 * gigabyte, 4 * gigabyte, true)).toBe('release-after-prefill');
  expect(choosePromptWeights(2 * gigabyte, 4 * gigabyte, true)).toBe('keep');
  expect(choosePromptWeights(3 * gigabyte, undefined, true)).toBe('keep');
});

test('what would have to be downloaded again is kept', () => {
  expect(choosePromptWeights(3 * gigabyte, 4 * gigabyte, false)).toBe('keep');
});

test('kept weights stay, and nothing is read again', async () => {
  const prompts = createPromptWeights(weights, ofPrompts, read, 'keep');
  onRead = () => {
    throw new Error('nothing is to be read');
  };
  await prompts.restore(never);
  prompts.promptEnded();
  expect([weights.byteLength, memory.heldBytes]).toEqual([80, 80]);
  expect(prompts.note).toBeNull();
});

test('released weights are gone after a prompt and whole before the next', async () => {
  const prompts = createPromptWeights(weights, ofPrompts, read, 'release-after-prefill');
  for (let round = 0; round < 2; round++) {
    await prompts.restore(never);
    expect([weights.byteLength, memory.heldBytes]).toEqual([80, 80]);
    expect(valuesOf(prompts)).toEqual(whole);
    prompts.promptEnded();
    expect([weights.byteLength, memory.heldBytes]).toEqual([32, 32]);
  }
  expect(english(prompts.note!)).toMatch(/to save memory, 1 MB/);
});

test('a restoring that is aborted or fails leaves nothing behind, and the next one is whole', async () => {
  const prompts = createPromptWeights(weights, ofPrompts, read, 'release-after-prefill');
  prompts.promptEnded();
  const controller = new AbortController();
  onRead = () => controller.abort();
  await expect(prompts.restore(controller.signal)).rejects.toThrow(/abort/i);
  expect(memory.heldBytes).toBe(32);
  let reads = 0;
  onRead = () => {
    if (++reads === 3) fail('network', 'The cable is cut.');
  };
  await expect(prompts.restore(never)).rejects.toThrow(/cable/);
  expect(memory.heldBytes).toBe(32);
  onRead = () => {};
  await prompts.restore(never);
  expect(valuesOf(prompts)).toEqual(whole);
});

test('no room for them is told, and there is none of them; with room they come back', async () => {
  const prompts = createPromptWeights(weights, ofPrompts, read, 'release-after-prefill');
  prompts.promptEnded();
  memory.room = 64;
  const error = await prompts.restore(never).catch((caught: unknown) => caught);
  expect(error instanceof FailureError && error.failure.kind).toBe('out-of-memory');
  expect([weights.byteLength, memory.heldBytes]).toEqual([32, 32]);
  memory.room = 80;
  await prompts.restore(never);
  expect(valuesOf(prompts)).toEqual(whole);
});

test('they give way once when memory runs out for something else, and then after every prompt', async () => {
  const prompts = createPromptWeights(weights, ofPrompts, read, 'keep');
  expect(prompts.giveWay()).toBe(true);
  expect(memory.heldBytes).toBe(32);
  expect(prompts.giveWay()).toBe(false);
  await prompts.restore(never);
  prompts.promptEnded();
  expect(memory.heldBytes).toBe(32);
  expect(prompts.note).not.toBeNull();
});

test('a model without such weights says nothing about them', () => {
  const prompts = createPromptWeights(weights, [], read, 'release-after-prefill');
  prompts.promptEnded();
  expect(prompts.note).toBeNull();
  expect(prompts.giveWay()).toBe(false);
});
