import { GpuMemory, type GpuTensor } from '../ort/gpu-memory';
import { deviceOf } from '../ort/load-gpu';
import type { OrtModule } from '../ort/ort-module';
import { steadySeconds } from './measure-speeds';

/** @returns bytes a second, read and written ones both counted. */
export async function processorCopy(
  byteLength: number,
  now: () => number,
  signal: AbortSignal,
): Promise<number> {
  const from = new Uint8Array(byteLength).fill(1);
  const to = new Uint8Array(byteLength);
  const run = async (times: number) => {
    for (let time = 0; time < times; time++) to.set(from);
  };
  return (2 * byteLength) / (await steadySeconds({ run }, false, now, signal));
}

/** The same of the graphics device's own memory. A session must be open: without one the runtime has no device. */
export async function graphicsCopy(
  ort: OrtModule,
  byteLength: number,
  now: () => number,
  signal: AbortSignal,
): Promise<number> {
  const memory = new GpuMemory(ort, await deviceOf(ort));
  const made: GpuTensor[] = [];
  const create = (name: string) => {
    const held = memory.create('uint8', [byteLength], name);
    made.push(held);
  };
  const run = async (times: number) => {
    const encoder = memory.device.createCommandEncoder();
    const [from, to] = made as [GpuTensor, GpuTensor];
    for (let time = 0; time < times; time++) {
      encoder.copyBufferToBuffer(from.buffer, 0, to.buffer, 0, byteLength);
    }
    memory.device.queue.submit([encoder.finish()]);
    await memory.guard(memory.device.queue.onSubmittedWorkDone());
  };
  try {
    await memory.watched(async () => {
      create('from');
      create('to');
    });
    return (2 * byteLength) / (await steadySeconds({ run }, false, now, signal));
  } finally {
    for (const { tensor, buffer } of made) {
      tensor.dispose();
      buffer.destroy();
    }
  }
}
