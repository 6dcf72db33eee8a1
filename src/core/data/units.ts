import { decimal, type Sentence, say } from '../sentence';

/** Decimal, as browsers and shops count. Sizes of buffers and limits are powers of two and written as such. */
export const MEGABYTE = 1e6;
export const GIGABYTE = 1e9;

/**
 * Roughly: `12 MB`, `3.1 GB`
 * @param round of megabytes: up where room is needed, down where it is left.
 */
export function formatBytes(byteLength: number, round: (value: number) => number = Math.ceil): Sentence {
  if (byteLength < GIGABYTE) return say`${round(byteLength / MEGABYTE)} MB`;
  return say`${decimal(byteLength / GIGABYTE, 1)} GB`;
}

/** Bytes in decimal units: `12.4 MB`, `3.10 GB`, `8 kB`. */
export function bytesText(byteLength: number): string {
  if (byteLength < MEGABYTE) return `${Math.ceil(byteLength / 1e3)} kB`;
  if (byteLength < GIGABYTE) return `${(byteLength / MEGABYTE).toFixed(1)} MB`;
  return `${(byteLength / GIGABYTE).toFixed(2)} GB`;
}

/** @param deviceMemory as `navigator.deviceMemory` reports it: a power of two, in GiB (W3C, Device Memory). */
export function deviceMemoryBytes(deviceMemory: number): number {
  return deviceMemory * 2 ** 30;
}
