import { FailureError, fail } from '../../core/failure';
import type { StoreFiles, StoreFileWriter } from '../../core/library/store-files';
import { type Sentence, say } from '../../core/sentence';
import { estimateStorage, isStoragePersisted, STORE_FOLDER } from './site-storage';

const COPY_BYTES = 8 * 2 ** 20;

/** Newer than the library of types. */
type MovableHandle = FileSystemFileHandle & {
  move?(folder: FileSystemDirectoryHandle, name: string): Promise<void>;
};

/** The browser's own disk space of this site. Writing works in workers only. */
export class OpfsFiles implements StoreFiles {
  async list(folder: string): Promise<readonly { readonly name: string; readonly byteLength: number }[]> {
    const found: { name: string; byteLength: number }[] = [];
    const directory = await this.#folder(folder, false);
    if (!directory) return found;
    for await (const handle of directory.values()) {
      if (handle.kind === 'file') found.push({ name: handle.name, byteLength: await sizeOf(handle) });
    }
    return found;
  }

  async byteLength(path: string): Promise<number | null> {
    const handle = await this.#file(path, false);
    return handle ? await sizeOf(handle) : null;
  }

  async read(path: string, offset: number, byteLength: number, signal: AbortSignal): Promise<Uint8Array> {
    signal.throwIfAborted();
    const handle = await this.#existing(path);
    try {
      // A slice of a file, not a sync handle: any number of tabs may read at once.
      const file = await handle.getFile();
      return new Uint8Array(await file.slice(offset, offset + byteLength).arrayBuffer());
    } catch (error) {
      return refuse(error, say`read`);
    }
  }

  /** The file itself, to be saved or sent on without reading it. */
  async blob(path: string): Promise<Blob> {
    return await (await this.#existing(path)).getFile();
  }

  async open(path: string, from: number, signal: AbortSignal): Promise<StoreFileWriter> {
    signal.throwIfAborted();
    const handle = (await this.#file(path, true))!;
    const access = await handle.createSyncAccessHandle().catch((error) => refuse(error, say`opened`));
    try {
      access.truncate(from);
    } catch (error) {
      access.close();
      return refuse(error, say`written`);
    }
    let at = from;
    return {
      async write(bytes, stop) {
        stop.throwIfAborted();
        for (let done = 0; done < bytes.byteLength; ) {
          const count = attempt(() => access.write(bytes.subarray(done), { at }), say`written`);
          if (count === 0) diskFull();
          done += count;
          at += count;
        }
      },
      flush: async () => attempt(() => access.flush(), say`written`),
      close: async () => access.close(),
    };
  }

  async move(path: string, to: string): Promise<void> {
    const handle: MovableHandle = await this.#existing(path);
    const [folder, name] = to.split('/') as [string, string];
    try {
      if (handle.move) await handle.move((await this.#folder(folder, true))!, name);
      else await this.#copy(handle, path, to);
    } catch (error) {
      refuse(error, say`written`);
    }
  }

  async remove(path: string): Promise<void> {
    const [folder, name] = path.split('/') as [string, string];
    try {
      await (await this.#folder(folder, false))?.removeEntry(name);
    } catch (error) {
      if (!isMissing(error)) refuse(error, say`removed`);
    }
  }

  readonly estimate = estimateStorage;
  readonly isPersisted = isStoragePersisted;

  /** Fallback for browsers that cannot move files. */
  async #copy(handle: FileSystemFileHandle, path: string, to: string): Promise<void> {
    const { signal } = new AbortController();
    const file = await handle.getFile();
    const copy = await this.open(to, 0, signal);
    try {
      for (let at = 0; at < file.size; at += COPY_BYTES) {
        await copy.write(new Uint8Array(await file.slice(at, at + COPY_BYTES).arrayBuffer()), signal);
      }
      await copy.flush();
    } finally {
      await copy.close();
    }
    await this.remove(path);
  }

  async #existing(path: string): Promise<FileSystemFileHandle> {
    const handle = await this.#file(path, false);
    return (
      handle ?? fail('storage', say`A file of the model store is gone (${path}). Install the model again.`)
    );
  }

  async #file(path: string, create: boolean): Promise<FileSystemFileHandle | null> {
    const [folder, name] = path.split('/') as [string, string];
    try {
      return (await (await this.#folder(folder, create))?.getFileHandle(name, { create })) ?? null;
    } catch (error) {
      return isMissing(error) ? null : refuse(error, say`opened`);
    }
  }

  async #folder(name: string, create: boolean): Promise<FileSystemDirectoryHandle | null> {
    try {
      const top = await topFolder();
      const ours = await top.getDirectoryHandle(STORE_FOLDER, { create });
      return await ours.getDirectoryHandle(name, { create });
    } catch (error) {
      return isMissing(error) ? null : refuse(error, say`opened`);
    }
  }
}

function topFolder(): Promise<FileSystemDirectoryHandle> {
  if (typeof navigator.storage?.getDirectory === 'function') return navigator.storage.getDirectory();
  return fail(
    'unsupported',
    say`This browser gives the page no disk space for models. Open it over https and not in a private window, or use another browser.`,
  );
}

async function sizeOf(handle: FileSystemFileHandle): Promise<number> {
  return await handle.getFile().then(
    ({ size }) => size,
    () => 0, // being written by another tab
  );
}

function attempt<T>(work: () => T, what: Sentence): T {
  try {
    return work();
  } catch (error) {
    return refuse(error, what);
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'NotFoundError';
}

function refuse(error: unknown, what: Sentence): never {
  if (error instanceof FailureError) throw error;
  const { name, message } = error as { name?: string; message?: string };
  if (name === 'AbortError') throw error;
  if (name === 'QuotaExceededError') diskFull(error);
  if (name === 'NoModificationAllowedError') {
    fail('storage', say`Another tab is writing the same model. Wait for it, or close it.`, {}, error);
  }
  const reason = `${name}: ${message}`;
  fail(
    'storage',
    say`A file of the model store could not be ${what} (${reason}). What is there is kept; try again.`,
    {},
    error,
  );
}

function diskFull(cause?: unknown): never {
  fail(
    'storage',
    say`The disk is full, or this browser leaves the site no more of it. What was fetched is kept: remove another model or free some of the disk, then resume.`,
    {},
    cause,
  );
}
