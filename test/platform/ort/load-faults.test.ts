import { expect, test } from 'vitest';
import { FailureError, fail } from '../../../src/core/failure';
import type { PackageSource } from '../../../src/core/package/manifest';
import { untried } from '../../../src/platform/ort/load-faults';
import { loadNodeModel } from '../../fakes/node-engine';
import { toyPackage } from '../../toy-model';

const never = new AbortController().signal;
const thrown = (error: unknown, signal = never) =>
  untried(signal, () => Promise.reject(error)).catch((caught: unknown) => caught);

test('what a runtime says becomes a bad package in our words, without the paths of its makers', async () => {
  const raw = new Error(
    'Non-zero status code returned while running MatMul node. /onnxruntime_src/onnxruntime/core/framework/op_kernel.cc:83 Left operand cannot broadcast',
  );
  const error = await thrown(raw);
  expect(error).toBeInstanceOf(FailureError);
  const { failure, cause } = error as FailureError;
  expect(failure.kind).toBe('bad-package');
  expect(JSON.stringify(failure)).not.toMatch(/onnxruntime|MatMul|\.cc/);
  expect(cause).toBe(raw);
});

test('memory that runs out, failures and aborts stay what they are', async () => {
  expect(((await thrown(new RangeError('std::bad_alloc'))) as FailureError).failure.kind).toBe(
    'out-of-memory',
  );
  const known = await untried(never, () => fail('network', 'No network.')).catch((caught: unknown) => caught);
  expect((known as FailureError).failure.kind).toBe('network');
  const aborted = AbortSignal.abort();
  expect(await thrown(aborted.reason, aborted)).toBe(aborted.reason);
});

test('numbers that no model can have are a bad package, in our words', async () => {
  const { source } = await toyPackage({ seed: 3, precision: 'q8' });
  const manifest = new TextDecoder().decode(await source.read('manifest.json', never));
  for (const numbers of [{ decoderChannels: 33 }, { decoderChannels: 1 }, { strides: [1, 1, 1, 1, 960] }]) {
    const changed = JSON.parse(manifest);
    Object.assign(changed.spec.codec, numbers);
    const strange: PackageSource = {
      read: async (file, signal, offset, byteLength) =>
        file === 'manifest.json'
          ? new TextEncoder().encode(JSON.stringify(changed))
          : source.read(file, signal, offset, byteLength),
    };
    const error = await loadNodeModel(strange, never).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(FailureError);
    expect((error as FailureError).failure.kind).toBe('bad-package');
    expect((error as FailureError).message).not.toMatch(/BigInt|Error|onnxruntime|\//i);
  }
});
