import { open, readdir, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import type { CheckpointFiles } from '../../core/checkpoint/checkpoint-files';
import { MAX_MANIFEST_BYTES } from '../../core/data/size-limits';
import { errorText, FailureError, fail } from '../../core/failure';
import type { PackageSource } from '../../core/package/manifest';
import { unpackingSource } from '../../core/package/unpacking-source';

/** Published checkpoints lie flat or one folder deep (hubert_base/). */
const MAX_DEPTH = 2;

/** A checkpoint in a folder of this machine. */
export function folderCheckpoint(folder: string): CheckpointFiles {
  return {
    givesBytesAway: true,
    list: () => listFiles(folder, folder, MAX_DEPTH),
    async byteLength(file) {
      try {
        const found = await stat(inside(folder, file));
        return found.isFile() ? found.size : null;
      } catch (error) {
        if (isMissing(error)) return null;
        throw asFailure(error, file);
      }
    },
    read: (file, offset, byteLength, signal) => readRange(folder, file, offset, byteLength, signal),
  };
}

/** A model package in a folder of this machine. */
export function folderPackage(folder: string): PackageSource {
  return unpackingSource({
    async read(file, signal, offset = 0, byteLength) {
      try {
        if (byteLength !== undefined) return await readRange(folder, file, offset, byteLength, signal);
        // Needed for the manifest only, which is read without its length.
        const { size } = await stat(inside(folder, file));
        if (size > MAX_MANIFEST_BYTES) tooLong(file, size);
        return await readRange(folder, file, offset, size - offset, signal);
      } catch (error) {
        if (!isMissing(error)) throw error;
        return fail(
          'bad-package',
          `The model package lacks the file ${file}. Import or download the model again.`,
          { file },
          error,
        );
      }
    },
  });
}

function tooLong(file: string, byteLength: number): never {
  return fail(
    'bad-package',
    `The file ${file} of the model package has ${byteLength} bytes, more than the ${MAX_MANIFEST_BYTES} that it may have. Import or download the model again.`,
    { file, byteLength },
  );
}

/** @returns fewer bytes than asked for when the file ends before. */
async function readRange(
  folder: string,
  file: string,
  offset: number,
  byteLength: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  signal.throwIfAborted();
  try {
    const handle = await open(inside(folder, file), 'r');
    try {
      const bytes = new Uint8Array(byteLength);
      let at = 0;
      while (at < byteLength) {
        const { bytesRead } = await handle.read(bytes, at, byteLength - at, offset + at);
        if (bytesRead === 0) return bytes.subarray(0, at);
        at += bytesRead;
      }
      return bytes;
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (isMissing(error)) throw error;
    throw asFailure(error, file);
  }
}

async function listFiles(root: string, folder: string, depth: number): Promise<string[]> {
  const files: string[] = [];
  try {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && depth > 1) files.push(...(await listFiles(root, path, depth - 1)));
      else if (!entry.isDirectory()) files.push(relative(root, path).split(sep).join('/'));
    }
  } catch (error) {
    if (!isMissing(error)) throw asFailure(error, folder);
  }
  return files.sort();
}

/** Names come from untrusted files: they must not lead out of the folder. */
function inside(folder: string, file: string): string {
  const path = resolve(folder, file);
  if (path.startsWith(resolve(folder) + sep)) return path;
  return fail('storage', `The file name ${JSON.stringify(file)} leads out of its folder.`, { file });
}

function isMissing(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

function asFailure(error: unknown, file: string): unknown {
  if (error instanceof FailureError || (error as Error | null)?.name === 'AbortError') return error;
  const reason = errorText(error);
  return new FailureError(
    { kind: 'storage', message: `Reading ${file} failed: ${reason}.`, details: { file } },
    error,
  );
}
