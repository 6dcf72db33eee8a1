import { expect, test } from 'vitest';
import { GpuMemory } from '../../../src/platform/ort/gpu-memory';
import type { OrtModule } from '../../../src/platform/ort/ort-module';

function memoryOf(lost: Promise<{ readonly message: string; readonly reason: string }>): GpuMemory {
  return new GpuMemory({} as OrtModule, { lost } as unknown as GPUDevice);
}

test('a loss that is reported after the work has failed is the reason of the failure', async () => {
  let report = (_: { message: string; reason: string }) => {};
  const memory = memoryOf(new Promise((resolve) => (report = resolve)));
  const guarded = memory.guard(Promise.reject(new Error('ERROR_CODE: 1 buffer_manager.cc:643')));
  setTimeout(() => report({ message: 'taken away', reason: 'unknown' }), 5);
  await expect(guarded).rejects.toThrow('The graphics device was lost');
});

test('an error of a device that is not lost is passed on as it is', async () => {
  const memory = memoryOf(new Promise(() => {}));
  await expect(memory.guard(Promise.reject(new Error('other')))).rejects.toThrow('other');
});
