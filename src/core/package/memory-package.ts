import { joinBytes } from '../data/join-bytes';
import { assert, fail } from '../failure';
import { say } from '../sentence';
import type { PackageSource } from './manifest';
import { MANIFEST_FILE, type PackageWriter } from './package-writer';

/** A package in memory: small models, tests, and the unquantised twin that a quantised package is compared with. */
export class MemoryPackage implements PackageSource, PackageWriter {
  readonly #pending = new Map<string, Uint8Array[]>();
  #committed: ReadonlyMap<string, Uint8Array<ArrayBuffer>> | null = null;

  async create(file: string): ReturnType<PackageWriter['create']> {
    assert(!this.#pending.has(file), `${file} is created once`);
    const chunks: Uint8Array[] = [];
    this.#pending.set(file, chunks);
    return {
      write: async (bytes) => void chunks.push(bytes.slice()),
      close: async () => {},
    };
  }

  async commit(): Promise<void> {
    assert(this.#pending.has(MANIFEST_FILE), 'a package has a manifest');
    this.#committed = new Map([...this.#pending].map(([file, chunks]) => [file, joinBytes(chunks)]));
    this.#pending.clear();
  }

  async abort(): Promise<void> {
    this.#pending.clear();
  }

  /** Names of the files of the committed package; empty before. */
  get fileNames(): readonly string[] {
    return [...(this.#committed?.keys() ?? [])];
  }

  async read(
    file: string,
    signal: AbortSignal,
    offset = 0,
    byteLength?: number,
  ): Promise<Uint8Array<ArrayBuffer>> {
    signal.throwIfAborted();
    const bytes = this.#committed?.get(file);
    if (!bytes) return fail('bad-package', say`The model package lacks the file ${file}.`, { file });
    return bytes.slice(offset, byteLength === undefined ? undefined : offset + byteLength);
  }
}
