import type { CheckpointFiles } from '../checkpoint/checkpoint-files';
import { readWhole } from '../checkpoint/tensor-catalogue';
import { createSha256 } from '../data/sha256';
import { MAX_MANIFEST_BYTES } from '../data/size-limits';
import { fail } from '../failure';
import type { FileEntry, Manifest } from '../package/manifest';
import { byteLengthOf, filesOf } from '../package/model-package';
import { MANIFEST_FILE } from '../package/package-writer';
import { parseManifestFile } from '../package/parse-manifest';
import { say } from '../sentence';
import type { LibraryProgress } from './model-library';
import type { StoreFiles } from './store-files';
import { blobPath, partialBlobPath } from './store-paths';

/** Bytes read, hashed and written at a time; at most this much is lost in a crash. */
const PIECE_BYTES = 4 * 2 ** 20;
/** A file that arrives with wrong bytes is fetched once more: the network may have been at fault. */
const ATTEMPTS = 2;

export type FoundPackage = { readonly bytes: Uint8Array; readonly manifest: Manifest };

/** @throws FailureError 'bad-package' when there is none, or it is of another version. */
export async function readManifest(files: CheckpointFiles, signal: AbortSignal): Promise<FoundPackage> {
  if ((await files.byteLength(MANIFEST_FILE)) === null) {
    return fail(
      'bad-package',
      say`There is no model package: the file manifest.json is missing. Check the address.`,
    );
  }
  const bytes = await readWhole(files, MANIFEST_FILE, MAX_MANIFEST_BYTES, signal);
  return { bytes, manifest: parseManifestFile(bytes) };
}

/** Bytes that are still to be fetched. */
export async function missingBytes(store: StoreFiles, manifest: Manifest): Promise<number> {
  let missing = 0;
  for (const { sha256, byteLength } of filesOf(manifest)) {
    if ((await store.byteLength(blobPath(sha256))) === byteLength) continue;
    missing += Math.max(0, byteLength - ((await store.byteLength(partialBlobPath(sha256))) ?? 0));
  }
  return missing;
}

/**
 * Brings every file of a package into `blobs`, each verified before it gets there. Bytes that are there
 * already, whole or in part, are not fetched again.
 * @param activity what reading from `files` is.
 */
export async function* fetchBlobs(
  store: StoreFiles,
  files: CheckpointFiles,
  manifest: Manifest,
  activity: 'downloading' | 'reading-disk',
  fetchedBytes: () => number,
  signal: AbortSignal,
): AsyncGenerator<LibraryProgress, void> {
  const totalBytes = byteLengthOf(manifest);
  let doneBytes = 0;
  for (const entry of filesOf(manifest)) {
    const isThere = (await store.byteLength(blobPath(entry.sha256))) === entry.byteLength;
    const progress = (now: LibraryProgress['activity'], ofFile: number): LibraryProgress => ({
      activity: now,
      subject: entry.file,
      doneBytes: doneBytes + ofFile,
      totalBytes,
      fetchedBytes: fetchedBytes(),
    });
    for (let attempt = 1; !isThere; attempt++) {
      let isRight = false;
      for await (const step of fetchFile(store, files, entry, signal)) {
        if (step.type === 'done') isRight = step.isRight;
        else yield progress(step.type === 'kept' ? 'verifying' : activity, step.doneBytes);
      }
      if (isRight) break;
      await store.remove(partialBlobPath(entry.sha256));
      files.forget?.(entry.file);
      if (attempt < ATTEMPTS) continue;
      fail(
        'bad-package',
        say`The file ${entry.file} is not the one that its model package was made with: it is damaged, or was replaced by another. Try again later, or get the package elsewhere.`,
        { file: entry.file },
      );
    }
    doneBytes += entry.byteLength;
    yield progress(isThere ? 'reading-disk' : activity, 0);
  }
}

type Step =
  | { readonly type: 'kept' | 'fetched'; readonly doneBytes: number }
  | { readonly type: 'done'; readonly isRight: boolean };

/** One file, from where an earlier run came to. */
async function* fetchFile(
  store: StoreFiles,
  files: CheckpointFiles,
  { file, byteLength, sha256 }: FileEntry,
  signal: AbortSignal,
): AsyncGenerator<Step, void> {
  if ((await files.byteLength(file)) !== byteLength) {
    fail('bad-package', say`The file ${file} of the model package is missing or has another length.`, {
      file,
    });
  }
  const path = partialBlobPath(sha256);
  const hash = await createSha256();
  const keptBytes = Math.min((await store.byteLength(path)) ?? 0, byteLength);
  let at = 0;
  for (; at < keptBytes; ) {
    signal.throwIfAborted();
    const bytes = await store.read(path, at, Math.min(PIECE_BYTES, keptBytes - at), signal);
    hash.update(bytes);
    at += bytes.byteLength;
    yield { type: 'kept', doneBytes: at };
  }
  const output = await store.open(path, at, signal);
  try {
    files.expect?.(file, at, byteLength - at);
    while (at < byteLength) {
      signal.throwIfAborted();
      const bytes = await files.read(file, at, Math.min(PIECE_BYTES, byteLength - at), signal);
      hash.update(bytes);
      await output.write(bytes, signal);
      at += bytes.byteLength;
      yield { type: 'fetched', doneBytes: at };
    }
    await output.flush();
  } finally {
    await output.close();
  }
  const isRight = hash.finish() === sha256;
  if (isRight) await store.move(path, blobPath(sha256));
  yield { type: 'done', isRight };
}
