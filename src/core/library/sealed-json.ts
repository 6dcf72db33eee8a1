import { sha256 } from '../data/sha256';
import type { StoreFiles } from './store-files';

/** Notes are small; a mark of an import has a few hundred kilobytes. */
const MAX_BYTES = 64 * 2 ** 20;
const DIGITS = 64;

/** Writes JSON with its own hash in front, so that half of it is never taken for the whole. */
export async function writeSealed(
  store: StoreFiles,
  path: string,
  value: unknown,
  signal: AbortSignal,
): Promise<void> {
  const body = new TextEncoder().encode(JSON.stringify(value));
  const file = await store.open(path, 0, signal);
  try {
    await file.write(new TextEncoder().encode(await sha256(body)), signal);
    await file.write(body, signal);
    await file.flush();
  } finally {
    await file.close();
  }
}

/** @returns null when there is no such file, or it was not written to its end. */
export async function readSealed(store: StoreFiles, path: string, signal: AbortSignal): Promise<unknown> {
  const byteLength = await store.byteLength(path);
  if (byteLength === null || byteLength <= DIGITS || byteLength > MAX_BYTES) return null;
  const bytes = await store.read(path, 0, byteLength, signal);
  const body = bytes.subarray(DIGITS);
  if (new TextDecoder().decode(bytes.subarray(0, DIGITS)) !== (await sha256(body))) return null;
  return JSON.parse(new TextDecoder().decode(body));
}
