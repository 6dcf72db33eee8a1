import { fail } from '../../core/failure';
import type { PackageWriter } from '../../core/package/package-writer';
import { say } from '../../core/sentence';

/**
 * Writes a package into a new folder inside one that the person chose. Its manifest comes last; what is
 * stopped before is removed again.
 * @throws FailureError 'storage' when the folder is taken or cannot be written.
 */
export async function directoryPackageWriter(
  parent: FileSystemDirectoryHandle,
  name: string,
  signal: AbortSignal,
): Promise<PackageWriter> {
  signal.throwIfAborted();
  const folder = await parent.getDirectoryHandle(name, { create: true }).catch(refuse);
  for await (const _ of folder.keys()) {
    return fail(
      'storage',
      say`The folder “${name}” is there already and is not empty. Choose another place.`,
    );
  }
  const open = new Set<FileSystemWritableFileStream>();
  return {
    async create(file, stop) {
      stop.throwIfAborted();
      const handle = await folder.getFileHandle(file, { create: true }).catch(refuse);
      const stream = await handle.createWritable().catch(refuse);
      open.add(stream);
      return {
        async write(bytes, abort) {
          abort.throwIfAborted();
          await stream.write(bytes.slice()).catch(refuse);
        },
        async close() {
          open.delete(stream);
          await stream.close().catch(refuse);
        },
      };
    },
    async commit(stop) {
      stop.throwIfAborted();
    },
    async abort() {
      for (const stream of open) await stream.abort().catch(() => {});
      await parent.removeEntry(name, { recursive: true }).catch(() => {});
    },
  };
}

function refuse(error: unknown): never {
  const { name, message } = error as { name?: string; message?: string };
  const reason =
    name === 'QuotaExceededError'
      ? say`its disk is full`
      : name === 'NotAllowedError'
        ? say`you did not allow it`
        : String(message);
  fail('storage', say`The chosen folder could not be written: ${reason}. Choose another place.`, {}, error);
}
