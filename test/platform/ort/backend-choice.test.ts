import { expect, test } from 'vitest';
import { FailureError } from '../../../src/core/failure';
import type { GraphTarget } from '../../../src/core/graph/built-graph';
import { audioHead, codec, codecTable } from '../../../src/core/package/tensor-names';
import { english, verbatim } from '../../../src/core/sentence';
import type { BackendChoice } from '../../../src/core/speech/speech-engine';
import type { AdapterProbe } from '../../../src/platform/gpu/adapter-probe';
import { chooseBackend, type ModelNeeds, needsOf } from '../../../src/platform/ort/backend-choice';
import { bucketFor, withinBuffers } from '../../../src/platform/ort/gpu-key-value-cache';
import { fakeManifest } from '../../fakes/fake-manifest';

const card: Extract<AdapterProbe, { type: 'found' }> = {
  type: 'found',
  vendor: 'acme',
  architecture: 'x1',
  isSoftware: false,
  hasHalfFloats: true,
  maxStorageBufferBytes: 2 ** 30,
  maxStorageBuffers: 10,
};
const none: AdapterProbe = { type: 'none', reason: verbatim('this browser has no WebGPU') };
const all: readonly GraphTarget[] = ['webgpu-f32', 'webgpu-f16', 'cpu-f32', 'cpu-quantised'];

function needing(change: Partial<ModelNeeds> = {}): ModelNeeds {
  return { targets: all, whyNotKernel: null, bufferCount: 0, largestPieceBytes: 0, ...change };
}

/** With its words in English. */
function toldBy(...given: Parameters<typeof chooseBackend>) {
  const backend = chooseBackend(...given);
  return { ...backend, device: english(backend.device), reason: english(backend.reason) };
}

function choose(
  choice: BackendChoice,
  adapter: AdapterProbe,
  targets = all,
  isIsolated = false,
  coreCount = 8,
) {
  const whyOneThread = isIsolated ? null : verbatim('this page is not cross-origin isolated');
  return toldBy(choice, { adapter, coreCount, whyOneThread }, needing({ targets }));
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

test('the processor computes by the kernel, unless it cannot or the runtime is asked for', () => {
  const targets: readonly GraphTarget[] = [...all, 'cpu-kernel'];
  expect(choose('wasm', card, targets).target).toBe('cpu-kernel');
  expect(choose('auto', none, targets).target).toBe('cpu-kernel');
  expect(choose('wasm-runtime', card, targets).target).toBe('cpu-f32');
  const machine = { adapter: card, coreCount: 1, whyOneThread: null };
  const { target, reason } = toldBy(
    'wasm',
    machine,
    needing({ whyNotKernel: verbatim('its heads are odd') }),
  );
  expect({ target, reason }).toEqual({
    target: 'cpu-f32',
    reason: 'chosen by you; in the runtime, because its heads are odd',
  });
});

test('threads need an isolated page, and are few', () => {
  expect(choose('wasm', card)).toMatchObject({ name: 'wasm', threadCount: 1 });
  expect(choose('wasm', card).reason).toMatch(/isolated/);
  expect(choose('wasm', card, all, true).threadCount).toBe(4);
  expect(choose('wasm', card, all, true, 2).threadCount).toBe(2);
  expect(choose('wasm', card, all, true).reason).not.toMatch(/isolated/);
});

test('a model too large for floats runs quantised on the processor', () => {
  expect(choose('wasm', card, ['cpu-quantised']).target).toBe('cpu-quantised');
});

test('a model that the processor has no room for says so', () => {
  expect(refusal(() => choose('wasm', card, ['webgpu-f32', 'webgpu-f16']))).toMatch(
    /cannot run on the processor.*4 or 8 bits/,
  );
});

test('a weight that the device cannot bind goes to the processor, or is refused by its size', () => {
  const tensor = { dtype: 'f16', dims: [1024, 65_536], shard: 0, offset: 0, byteLength: 0 } as const;
  const needs = needsOf(
    fakeManifest({
      tensors: [
        { ...tensor, name: codecTable },
        // These are no concern of the device: one is cut into pieces, the other is for the processor alone.
        { ...tensor, name: audioHead, dims: [1024, 1e6] },
        { ...tensor, name: codec('acoustic_encoder.conv1.weight'), dims: [1024, 1e6] },
      ],
    }),
  );
  const on = (choice: BackendChoice, maxStorageBufferBytes: number) =>
    toldBy(choice, { adapter: { ...card, maxStorageBufferBytes }, coreCount: 1, whyOneThread: null }, needs);
  expect(on('auto', 256 * 2 ** 20)).toMatchObject({ name: 'webgpu' });
  expect(on('auto', 128 * 2 ** 20)).toMatchObject({ name: 'wasm' });
  expect(on('auto', 128 * 2 ** 20).reason).toMatch(/269 MB in one piece.*allows 134 MB/);
  expect(refusal(() => on('webgpu', 128 * 2 ** 20))).toMatch(/269 MB.*134 MB.*Choose/);
});

test('norms of queries and keys need more buffers than the weakest device binds', () => {
  const { spec } = fakeManifest();
  const manifest = (queryKeyNorm: boolean) =>
    needsOf(fakeManifest({ spec: { ...spec, language: { ...spec.language, queryKeyNorm } } }));
  const on = (choice: BackendChoice, maxStorageBuffers: number, queryKeyNorm: boolean) =>
    toldBy(
      choice,
      { adapter: { ...card, maxStorageBuffers }, coreCount: 1, whyOneThread: null },
      manifest(queryKeyNorm),
    );
  expect(on('auto', 8, false)).toMatchObject({ name: 'webgpu' });
  expect(on('auto', 10, true)).toMatchObject({ name: 'webgpu' });
  expect(on('auto', 8, true)).toMatchObject({ name: 'wasm' });
  expect(on('auto', 8, true).reason).toMatch(/binds 8 buffers at once.*needs 10/);
  expect(refusal(() => on('webgpu', 8, true))).toMatch(/binds 8 buffers/);
});

test('a model has no more positions than a buffer has room for', () => {
  const { language } = fakeManifest().spec; // 2 heads of 32
  expect(withinBuffers(language, 'float32', 2 ** 30).maxPositionCount).toBe(8192);
  expect(withinBuffers(language, 'float32', 2 ** 20).maxPositionCount).toBe(4096);
  expect(withinBuffers(language, 'float16', 2 ** 20).maxPositionCount).toBe(8192);
});

test('cache lengths double up to the limit of the model', () => {
  expect([1, 1024, 1025, 4096, 5000].map((count) => bucketFor(count, 8000))).toEqual([
    1024, 1024, 2048, 4096, 8000,
  ]);
  expect(bucketFor(10, 512)).toBe(512);
});
