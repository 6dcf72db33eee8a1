import { afterEach, expect, test, vi } from 'vitest';
import { ONE_THREAD_NAME, sharedMemory, whyOneThread } from '../../../src/platform/threads/shared-memory';

afterEach(() => {
  vi.unstubAllGlobals();
});

test('memory is shared where the browser has it', () => {
  expect(sharedMemory(8)?.byteLength).toBe(8);
  expect(whyOneThread('engine')).toBeNull();
  expect(whyOneThread(ONE_THREAD_NAME)).toMatch(/did not start/);
});

test('a page that is called isolated and has no shared memory does without', () => {
  vi.stubGlobal('crossOriginIsolated', true);
  vi.stubGlobal('SharedArrayBuffer', undefined);
  expect(sharedMemory(8)).toBeNull();
  expect(whyOneThread('engine')).toBe('this browser has no shared memory');
  vi.stubGlobal('crossOriginIsolated', false);
  expect(whyOneThread('engine')).toBe('this page is not cross-origin isolated');
});
