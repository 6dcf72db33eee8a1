import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type NpyArray, parseNpy } from './npy';

/** A folder of reference results and the tiny checkpoints that they were made with; its README tells the form. */
export class GoldenSet {
  readonly folder: string;
  readonly #origin: string;

  /**
   * Reading is synchronous, so that a test file can list its cases while it is collected; whatever is missing throws
   * there, and the run fails.
   * @param variable name of the environment variable that points the same tests at another set of the same form.
   * @param carried the set of the repository, relative to this folder.
   */
  constructor(variable: string, carried: string) {
    const named = process.env[variable];
    this.folder = named ?? join(dirname(fileURLToPath(import.meta.url)), carried);
    this.#origin = named ? `named by ${variable}` : `carried by the repository, or else named by ${variable}`;
  }

  /** Absolute path of a file or folder of the set, e.g. `path('model-hf')`. */
  path(...parts: string[]): string {
    const path = join(this.folder, ...parts);
    if (existsSync(path)) return path;
    throw new Error(`The golden set ${this.#origin} (${this.folder}) has no ${join(...parts)}; restore it.`);
  }

  /** @param file e.g. 'prompts/prompts.json'. The caller names the type that the set's README describes. */
  json<T>(file: string): T {
    const path = this.path(file);
    try {
      return JSON.parse(readFileSync(path, 'utf8')) as T;
    } catch (cause) {
      throw new Error(`The golden file ${path} is not JSON.`, { cause });
    }
  }

  /** @param file a .npy array of the set, e.g. 'unit/rope_cos.npy'. */
  array(file: string): NpyArray {
    const bytes = readFileSync(this.path(file));
    return parseNpy(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength), file);
  }

  /** A float32 array of the set; throws if the file holds another type. */
  floats(file: string): { readonly values: Float32Array; readonly shape: readonly number[] } {
    const { values, shape } = this.array(file);
    if (!(values instanceof Float32Array)) throw new Error(`The golden file ${file} is not float32.`);
    return { values, shape };
  }
}
