import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { errorText, FailureError, fail } from '../../core/failure';
import type { PackageFileWriter, PackageWriter } from '../../core/package/package-writer';

/**
 * Writes a package into a hidden folder beside its place and renames that as the last step, so that the place
 * holds a whole package or nothing.
 * @param folder must not exist, or be empty.
 * @throws FailureError 'storage' when the folder is taken or cannot be written.
 */
export async function folderPackageWriter(folder: string): Promise<PackageWriter> {
  const target = resolve(folder);
  await refuseTaken(target);
  await mkdir(dirname(target), { recursive: true }).catch((error) => throwStorage(error, dirname(target)));
  const partial = join(dirname(target), `.${basename(target)}.partial-${randomUUID()}`);
  await mkdir(partial).catch((error) => throwStorage(error, dirname(target)));
  const handles = new Set<FileHandle>();
  return {
    async create(file, signal) {
      signal.throwIfAborted();
      const handle = await open(join(partial, basename(file)), 'wx').catch((error) =>
        throwStorage(error, file),
      );
      handles.add(handle);
      return fileWriter(handle, file, handles);
    },
    async commit(signal) {
      signal.throwIfAborted();
      await rmdir(target).catch(() => {}); // an empty folder may be there
      await rename(partial, target).catch((error) => throwStorage(error, target));
    },
    async abort() {
      await Promise.all([...handles].map((handle) => handle.close().catch(() => {})));
      handles.clear();
      await rm(partial, { recursive: true, force: true });
    },
  };
}

function fileWriter(handle: FileHandle, file: string, handles: Set<FileHandle>): PackageFileWriter {
  return {
    async write(bytes, signal) {
      signal.throwIfAborted();
      await handle.writeFile(bytes).catch((error) => throwStorage(error, file));
    },
    async close() {
      handles.delete(handle);
      await handle.close().catch((error) => throwStorage(error, file));
    },
  };
}

async function refuseTaken(target: string): Promise<void> {
  const entries = await readdir(target).catch((error: { code?: string }) => {
    if (error.code === 'ENOENT') return [];
    return throwStorage(error, target);
  });
  if (entries.length > 0) {
    fail('storage', `The folder ${target} is not empty. Name another one with --out, or remove it first.`);
  }
}

function throwStorage(error: unknown, what: string): never {
  const code = (error as { code?: string } | null)?.code;
  const reason = code === 'ENOSPC' ? 'the disk is full' : errorText(error);
  throw new FailureError({ kind: 'storage', message: `Writing ${what} failed: ${reason}.` }, error);
}
