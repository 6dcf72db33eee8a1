import { cp, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Speed of copying the files that the import reads. */
export type CopySpeed = {
  /** Bytes a second of a plain copy, which may end in the system's cache. */
  readonly bytesPerSecond: number;
  /** Bytes a second of a copy that is wholly on the disk. */
  readonly toDiskBytesPerSecond: number;
  /** Processor time of this process, the system's share included. */
  readonly processorSecondsPerGigabyte: number;
};

/** Copies a folder as a file manager would, and removes the copy. */
export async function copySpeed(folder: string): Promise<CopySpeed> {
  const copy = `${folder}-copy`;
  const before = process.cpuUsage();
  const start = performance.now();
  await cp(folder, copy, { recursive: true });
  const copied = performance.now();
  const { user, system } = process.cpuUsage(before);
  let byteLength = 0;
  for (const entry of await readdir(copy, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    byteLength += (await stat(path)).size;
    const file = await open(path, 'r+');
    await file.sync();
    await file.close();
  }
  const flushed = performance.now();
  await rm(copy, { recursive: true });
  return {
    bytesPerSecond: (1000 * byteLength) / (copied - start),
    toDiskBytesPerSecond: (1000 * byteLength) / (flushed - start),
    processorSecondsPerGigabyte: (1000 * (user + system)) / byteLength,
  };
}
