import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** @returns milliseconds since the epoch of the newest file at or below a path; 0 for one that does not exist. */
export function newestIn(path: string): number {
  const own = modifiedAt(path) ?? 0;
  if (own === 0 || !statSync(path).isDirectory()) return own;
  return Math.max(own, ...readdirSync(path).map((name) => newestIn(join(path, name))));
}

export function modifiedAt(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null;
}
