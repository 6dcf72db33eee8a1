import { copyFile, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { tiledValues } from '../../test/toy/tiled-values';

const COPIED_BYTES = 1.5e9;

/** Bytes a second. */
export type CopySpeed = {
  readonly toMemory: number;
  readonly toDisk: number;
  /** Of this process and the system for it, per gigabyte copied into memory. */
  readonly processorSecondsPerGigabyte: number;
};

/**
 * Copies a file that the system still has in memory: until the copy stands in the system's memory too, and until it is on
 * the disk. A checkpoint is larger than what a system keeps for later, so its copy is the latter.
 */
export async function copySpeed(folder: string): Promise<CopySpeed> {
  const [from, to] = [join(folder, 'copied'), join(folder, 'copy')];
  const piece = tiledValues(1)({ name: 'copied', dims: [2 ** 24], valueAt: () => 0 }, 'BF16', 0, 2 ** 24);
  const file = await open(from, 'w');
  let length = 0;
  for (; length < COPIED_BYTES; length += piece.byteLength) await file.write(piece);
  await file.sync();
  await file.close();
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  await copyFile(from, to);
  const copied = performance.now();
  const cpu = process.cpuUsage(cpuBefore);
  const copy = await open(to, 'r+');
  await copy.sync();
  const flushed = performance.now();
  await copy.close();
  await rm(from);
  await rm(to);
  return {
    toMemory: (1000 * length) / (copied - start),
    toDisk: (1000 * length) / (flushed - start),
    processorSecondsPerGigabyte: (1000 * (cpu.user + cpu.system)) / length,
  };
}
