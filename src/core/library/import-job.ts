import { MAX_MANIFEST_BYTES } from '../data/size-limits';
import type { ImportJournal, ImportMark } from '../importer/import-journal';
import { filesOf } from '../package/model-package';
import { MANIFEST_FILE, type PackageFileWriter, type PackageWriter } from '../package/package-writer';
import { parseManifestFile } from '../package/parse-manifest';
import { readSealed, writeSealed } from './sealed-json';
import type { StoreFiles, StoreFileWriter } from './store-files';
import { blobPath, partialFilePath } from './store-paths';

const READ_BYTES = 8 * 2 ** 20;
/** Marks are written in turn, so that one of them is always whole. */
const markNames = ['~0', '~1'] as const;

type Numbered = { readonly number: number; readonly mark: ImportMark };

/**
 * The files of one unfinished import. Stopping it keeps them; `commit` only gathers them among the blobs,
 * from where the caller makes the model visible.
 */
export class ImportJob implements PackageWriter, ImportJournal {
  readonly #store: StoreFiles;
  readonly #id: string;
  readonly #open = new Set<StoreFileWriter>();
  #markNumber = 0;

  constructor(store: StoreFiles, id: string) {
    this.#store = store;
    this.#id = id;
  }

  async create(file: string, signal: AbortSignal): Promise<PackageFileWriter> {
    return this.#keep(await this.#store.open(this.#path(file), 0, signal));
  }

  async commit(signal: AbortSignal): Promise<void> {
    await this.finish(signal);
  }

  /**
   * Moves every file to its place, also when a run before was cut off in the middle of that.
   * @returns the manifest; null when the import has not come so far.
   */
  async finish(signal: AbortSignal): Promise<Uint8Array | null> {
    const manifest = await this.#manifest(signal);
    if (!manifest) return null;
    for (const { file, byteLength, sha256 } of filesOf(parseManifestFile(manifest))) {
      signal.throwIfAborted();
      if ((await this.#store.byteLength(blobPath(sha256))) === byteLength) {
        await this.#store.remove(this.#path(file));
      } else if ((await this.#store.byteLength(this.#path(file))) === byteLength) {
        await this.#store.move(this.#path(file), blobPath(sha256));
      } else return null;
    }
    return manifest;
  }

  async abort(): Promise<void> {
    for (const file of this.#open) await file.close().catch(() => {});
    this.#open.clear();
  }

  /** Leaves nothing. */
  async clear(): Promise<void> {
    await this.abort();
    for (const { name } of await this.#store.list('partial')) {
      if (name.startsWith(`${this.#id}~`)) await this.#store.remove(`partial/${name}`);
    }
  }

  async read(signal: AbortSignal): Promise<ImportMark | null> {
    let last: Numbered | null = null;
    for (const name of markNames) {
      const found = (await readSealed(this.#store, this.#path(name), signal)) as Numbered | null;
      if (found && found.number > (last?.number ?? 0)) last = found;
    }
    this.#markNumber = last?.number ?? 0;
    return last?.mark ?? null;
  }

  async write(mark: ImportMark, signal: AbortSignal): Promise<void> {
    for (const file of this.#open) await file.flush();
    const number = ++this.#markNumber;
    await writeSealed(this.#store, this.#path(markNames[number % 2]!), { number, mark }, signal);
  }

  async reopen(
    file: string,
    byteLength: number,
    onBytes: (bytes: Uint8Array) => void,
    signal: AbortSignal,
  ): Promise<PackageFileWriter | null> {
    const path = this.#path(file);
    if (((await this.#store.byteLength(path)) ?? -1) < byteLength) return null;
    for (let at = 0; at < byteLength; at += READ_BYTES) {
      signal.throwIfAborted();
      onBytes(await this.#store.read(path, at, Math.min(READ_BYTES, byteLength - at), signal));
    }
    return this.#keep(await this.#store.open(path, byteLength, signal));
  }

  async #manifest(signal: AbortSignal): Promise<Uint8Array | null> {
    const path = this.#path(MANIFEST_FILE);
    const byteLength = await this.#store.byteLength(path);
    if (byteLength === null || byteLength > MAX_MANIFEST_BYTES) return null;
    const bytes = await this.#store.read(path, 0, byteLength, signal);
    try {
      parseManifestFile(bytes);
      return bytes;
    } catch {
      return null; // cut off while it was written
    }
  }

  #path(file: string): string {
    return partialFilePath(this.#id, file);
  }

  #keep(file: StoreFileWriter): PackageFileWriter {
    this.#open.add(file);
    return {
      write: (bytes, signal) => file.write(bytes, signal),
      close: async () => {
        this.#open.delete(file);
        await file.flush();
        await file.close();
      },
    };
  }
}
