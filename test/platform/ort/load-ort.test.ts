import { afterEach, expect, test, vi } from 'vitest';
import { FailureError } from '../../../src/core/failure';
import { loadOrt } from '../../../src/platform/ort/load-ort';

afterEach(() => {
  vi.restoreAllMocks();
});

test('a browser without WebAssembly SIMD is told so before anything is fetched', async () => {
  vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);
  const error = await loadOrt('wasm', 1).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(FailureError);
  expect((error as FailureError).failure).toMatchObject({ kind: 'unsupported' });
  expect((error as FailureError).failure.message).toMatch(/WebAssembly SIMD.*another/);
});

test('the question is about SIMD: a runtime that has it answers yes', async () => {
  const validate = vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);
  await loadOrt('wasm', 1).catch(() => {});
  const asked = validate.mock.calls[0]![0] as Uint8Array<ArrayBuffer>;
  validate.mockRestore();
  expect(WebAssembly.validate(asked)).toBe(true);
  expect(asked.includes(0xfd)).toBe(true); // the prefix of every SIMD instruction
});
