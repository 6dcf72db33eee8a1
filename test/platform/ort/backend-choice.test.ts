import { expect, test } from 'vitest';
import { FailureError } from '../../../src/core/failure';
import type { GraphEntry, GraphTarget } from '../../../src/core/store/manifest';
import type { BackendChoice } from '../../../src/core/synthesis/speech-engine';
import type { AdapterProbe } from '../../../src/platform/gpu/adapter-probe';
import { chooseBackend } from '../../../src/platform/ort/backend-choice';
import { bucketFor } from '../../../src/platform/ort/gpu-key-value-cache';

const card: AdapterProbe = {
  type: 'found',
  vendor: 'acme',
  architecture: 'x1',
  isSoftware: false,
  hasHalfFloats: true,
  maxStorageBufferBytes: 2 ** 30,
};
const none: AdapterProbe = { type: 'none', reason: 'this browser has no WebGPU' };
const all: readonly GraphTarget[] = ['webgpu-f32', 'webgpu-f16', 'cpu-f32', 'cpu-quantised'];

function graphsFor(targets: readonly GraphTarget[]): GraphEntry[] {
  return targets.flatMap((target) =>
    (['prefill', 'decode'] as const).map((role) => ({
      role,
      target,
      file: `${role}.${target}.onnx`,
      byteLength: 1,
      sha256: '',
      weights: [],
    })),
  );
}

function choose(
  choice: BackendChoice,
  adapter: AdapterProbe,
  targets = all,
  isIsolated = false,
  coreCount = 8,
) {
  return chooseBackend(choice, { adapter, coreCount, isIsolated }, graphsFor(targets));
}

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof FailureError && error.failure.kind === 'unsupported') return error.failure.message;
  }
  throw new Error('nothing was refused as unsupported');
}

test('a graphics device is taken, in half precision where it can', () => {
  expect(choose('auto', card)).toMatchObject({ name: 'webgpu', target: 'webgpu-f16', device: 'acme x1' });
  expect(choose('auto', { ...card, hasHalfFloats: false }).target).toBe('webgpu-f32');
  expect(choose('auto', card, ['webgpu-f32', 'cpu-f32']).target).toBe('webgpu-f32');
});

test('a software device is left alone unless asked for', () => {
  const software = { ...card, isSoftware: true, hasHalfFloats: false };
  expect(choose('auto', software)).toMatchObject({ name: 'wasm' });
  expect(choose('auto', software).reason).toMatch(/software/);
  expect(choose('webgpu', software)).toMatchObject({ name: 'webgpu', target: 'webgpu-f32' });
});

test('without a device it is the processor, and the reason is told', () => {
  expect(choose('auto', none)).toMatchObject({ name: 'wasm', target: 'cpu-f32' });
  expect(choose('auto', none).reason).toMatch(/no WebGPU/);
  expect(refusal(() => choose('webgpu', none))).toMatch(/no WebGPU.*wasm/);
});

test('threads need an isolated page, and are few', () => {
  expect(choose('wasm', card)).toMatchObject({ name: 'wasm', threadCount: 1 });
  expect(choose('wasm', card).reason).toMatch(/isolated/);
  expect(choose('wasm', card, all, true).threadCount).toBe(4);
  expect(choose('wasm', card, all, true, 2).threadCount).toBe(2);
  expect(choose('wasm', card, all, true).reason).not.toMatch(/isolated/);
});

test('a package without float graphs runs quantised on the processor', () => {
  expect(choose('wasm', card, ['cpu-quantised']).target).toBe('cpu-quantised');
});

test('a package that lacks a runtime says so', () => {
  expect(choose('auto', card, ['cpu-f32'])).toMatchObject({ name: 'wasm' });
  expect(refusal(() => choose('webgpu', card, ['cpu-f32']))).toMatch(/no graphs for WebGPU/);
  expect(refusal(() => choose('wasm', card, ['webgpu-f32']))).toMatch(/no graphs for the processor/);
});

test('cache lengths double up to the limit of the model', () => {
  expect([1, 1024, 1025, 4096, 5000].map((count) => bucketFor(count, 8000))).toEqual([
    1024, 1024, 2048, 4096, 8000,
  ]);
  expect(bucketFor(10, 512)).toBe(512);
});
