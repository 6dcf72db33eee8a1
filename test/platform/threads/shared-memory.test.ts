import { afterEach, expect, test, vi } from 'vitest';
import { english } from '../../../src/core/sentence';
import { ONE_THREAD_NAME, sharedMemory, whyOneThread } from '../../../src/platform/threads/shared-memory';

afterEach(() => {
  vi.unstubAllGlobals();
});

const told = (name: string) => english(whyOneThread(name)!);

test('memory is shared where the browser has it', () => {
  expect(sharedMemory(8)?.byteLength).toBe(8);
  expect(whyOneThread('engine')).toBeNull();
  expect(told(ONE_THREAD_NAME)).toMatch(/did not start/);
});

test('a page that is called isolated and has no shared memory does without', () => {
  vi.stubGlobal('crossOriginIsolated', true);
  vi.stubGlobal('SharedArrayBuffer', undefined);
  expect(sharedMemory(8)).toBeNull();
  expect(told('engine')).toBe('this browser has no shared memory');
  vi.stubGlobal('crossOriginIsolated', false);
  expect(told('engine')).toBe('this page is not cross-origin isolated');
});
