import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type NpyArray, parseNpy } from './npy';

/**
 * The golden set: reference results and the tiny checkpoints that they were made with; see data/README.md.
 * GOLDEN_DIR points the same tests at another set of the same form. Reading is synchronous, so that a test
 * file can list its cases while it is collected; whatever is missing throws there, and the run fails.
 */
export const goldenFolder: string =
  process.env.GOLDEN_DIR ?? join(dirname(fileURLToPath(import.meta.url)), 'data');

/** Absolute path of a file or folder of the set, e.g. `goldenPath('model-hf')`. */
export function goldenPath(...parts: string[]): string {
  const path = join(goldenFolder, ...parts);
  if (!existsSync(path)) {
    const origin = process.env.GOLDEN_DIR ? 'named by GOLDEN_DIR' : 'carried in test/golden/data';
    throw new Error(
      `The golden set ${origin} (${goldenFolder}) has no ${join(...parts)}; restore it or mend GOLDEN_DIR.`,
    );
  }
  return path;
}

/** @param file e.g. 'prompts/prompts.json'. The caller names the type that the set's README describes. */
export function goldenJson<T>(file: string): T {
  const path = goldenPath(file);
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch (cause) {
    throw new Error(`The golden file ${path} is not JSON.`, { cause });
  }
}

/** @param file a .npy array of the set, e.g. 'unit/rope_cos.npy'. */
export function goldenArray(file: string): NpyArray {
  const bytes = readFileSync(goldenPath(file));
  return parseNpy(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength), file);
}

/** A float32 array of the set; throws if the file holds another type. */
export function goldenFloats(file: string): {
  readonly values: Float32Array;
  readonly shape: readonly number[];
} {
  const { values, shape } = goldenArray(file);
  if (!(values instanceof Float32Array)) throw new Error(`The golden file ${file} is not float32.`);
  return { values, shape };
}
