import type { CheckpointFiles } from '../../core/checkpoint/checkpoint-files';
import { fail } from '../../core/failure';
import { say } from '../../core/sentence';
import { type TarEntry, tarDirectory } from './tar';

/** One file that a person chose or dropped, with its path below what was chosen. */
export type PickedFile = { readonly path: string; readonly file: File };

/** Files from the person's own disk; a single .tar stands for what is in it. */
export async function openPicked(
  picked: readonly PickedFile[],
  signal: AbortSignal,
): Promise<CheckpointFiles> {
  const [only] = picked;
  if (picked.length === 1 && only!.path.endsWith('.tar')) {
    const entries = await tarDirectory(only!.file, signal);
    return blobFiles(
      entries.map(({ name, blob }: TarEntry) => [name, blob]),
      String(only!.file.lastModified),
    );
  }
  return blobFiles(picked.map(({ path, file }) => [path, file]));
}

function blobFiles(
  entries: readonly (readonly [string, Blob])[],
  version: string | null = null,
): CheckpointFiles {
  const blobs = new Map(entries);
  return {
    list: async () => [...blobs.keys()],
    byteLength: async (file) => blobs.get(file)?.size ?? null,
    version: async (file) => {
      const blob = blobs.get(file);
      return version ?? (blob instanceof File ? String(blob.lastModified) : null);
    },
    async read(file, offset, byteLength, signal) {
      signal.throwIfAborted();
      const blob = blobs.get(file) ?? fail('storage', say`The file ${file} was not chosen.`, { file });
      try {
        return new Uint8Array(await blob.slice(offset, offset + byteLength).arrayBuffer());
      } catch (error) {
        return fail(
          'storage',
          say`The file ${file} cannot be read any more. Was it changed or moved? Choose it again.`,
          { file },
          error,
        );
      }
    },
  };
}
