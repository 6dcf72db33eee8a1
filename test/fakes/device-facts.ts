import type { DeviceFacts, MemoryBudget } from '../../src/core/device/device-facts';
import { verbatim } from '../../src/core/sentence';

/** A laptop's graphics chip: 100 GB a second for every kind of product, no cost for calls. */
export const fakeFacts = (change: Partial<DeviceFacts> = {}): DeviceFacts => ({
  backend: 'webgpu',
  device: verbatim('maker generation-1'),
  reason: verbatim('the graphics adapter is the fastest device here; 16-bit floats'),
  target: 'webgpu-f16',
  largestBufferBytes: 2 ** 30,
  bufferCount: 10,
  speeds: {
    oneRow: { q4: 100e9, q8: 100e9, floats: 100e9 },
    manyRows: { q4: 1e12, floats: 1e12 },
    runSeconds: 0,
    operatorSeconds: 0,
    copyBytesPerSecond: 120e9,
  },
  ...change,
});

/** As the browser of a desktop machine tells it. */
export const roomy: MemoryBudget = { memory: { gigabytes: 8, isAtLeast: true }, isMobile: false };
export const lowMemory: MemoryBudget = { memory: { gigabytes: 2, isAtLeast: false }, isMobile: false };
export const phoneOfApple: MemoryBudget = { memory: null, isMobile: true };
