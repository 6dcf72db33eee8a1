import { expect, test } from 'vitest';
import { measureKernel } from '../../../src/platform/device/measure-kernel';
import { startNodeThread } from '../processor/processor-model';

const now = () => performance.now();

test('every speed of the kernel is measured', async () => {
  const speeds = await measureKernel(1, startNodeThread, now, new AbortController().signal);
  for (const speed of [...Object.values(speeds.oneRow), speeds.promptProductsPerSecond]) {
    expect(speed).toBeGreaterThan(0);
    expect(speed).toBeLessThan(1e14);
  }
  expect(speeds.runSeconds).toBeGreaterThanOrEqual(0);
  expect(speeds.operatorSeconds).toBeGreaterThanOrEqual(0);
});

test('stopped, nothing is measured', async () => {
  const stop = AbortSignal.abort(new Error('enough'));
  await expect(measureKernel(1, startNodeThread, now, stop)).rejects.toThrow('enough');
});
