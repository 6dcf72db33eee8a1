import { createSha256 } from '../data/sha256';
import { fail } from '../failure';
import type { Manifest } from '../package/manifest';
import { byteLengthOf, filesOf } from '../package/model-package';
import { MANIFEST_FILE, type PackageWriter, writeWhole } from '../package/package-writer';
import { say } from '../sentence';
import type { LibraryProgress } from './model-library';
import type { ModelStore } from './model-store';
import type { StoreFiles } from './store-files';
import { blobPath } from './store-paths';
import { requireManifest } from './stored-package';

const PIECE_BYTES = 8 * 2 ** 20;

/**
 * Reads every byte of a model. A damaged one is taken out of sight, its good files kept for installing it again.
 * @throws FailureError 'bad-package' that names the damaged file.
 */
export async function* verifyBlobs(
  store: ModelStore,
  id: string,
  nowMs: number,
  signal: AbortSignal,
): AsyncGenerator<LibraryProgress, void> {
  const { bytes, manifest } = await requireManifest(store.files, id, signal);
  const totalBytes = byteLengthOf(manifest);
  let doneBytes = 0;
  for (const { file, byteLength, sha256 } of filesOf(manifest)) {
    const hash = await createSha256();
    for await (const piece of piecesOf(store.files, blobPath(sha256), byteLength, signal)) {
      hash.update(piece);
      doneBytes += piece.byteLength;
      yield { activity: 'verifying', subject: file, doneBytes, totalBytes, fetchedBytes: 0 };
    }
    if (hash.finish() === sha256) continue;
    const { order } = await store.note(id, signal);
    const text = order?.type === 'hub' ? null : new TextDecoder().decode(bytes);
    await store.files.remove(blobPath(sha256));
    await store.beginJob({ id, title: manifest.title, order, startedAtMs: nowMs, manifest: text }, signal);
    await store.forget(id);
    fail(
      'bad-package',
      say`The file ${file} of ${manifest.title} is damaged on this device. The model was taken out of use: install it again, what is good of it is kept.`,
      { file },
    );
  }
  await store.changeNote(id, { verifiedAtMs: nowMs }, signal);
}

/** Copies a model into a new folder, verifying on the way; the manifest comes last. */
export async function* copyPackage(
  files: StoreFiles,
  id: string,
  openFolder: (name: string) => Promise<PackageWriter>,
  signal: AbortSignal,
): AsyncGenerator<LibraryProgress, void> {
  const { bytes, manifest } = await requireManifest(files, id, signal);
  const totalBytes = byteLengthOf(manifest);
  let doneBytes = 0;
  const writer = await openFolder(folderName(manifest));
  let isComplete = false;
  try {
    for (const { file, byteLength, sha256 } of filesOf(manifest)) {
      const hash = await createSha256();
      const output = await writer.create(file, signal);
      for await (const piece of piecesOf(files, blobPath(sha256), byteLength, signal)) {
        hash.update(piece);
        await output.write(piece, signal);
        doneBytes += piece.byteLength;
        yield { activity: 'writing', subject: file, doneBytes, totalBytes, fetchedBytes: 0 };
      }
      await output.close();
      if (hash.finish() !== sha256) {
        fail(
          'bad-package',
          say`The file ${file} of ${manifest.title} is damaged on this device. Verify the model.`,
        );
      }
    }
    await writeWhole(writer, MANIFEST_FILE, bytes, signal);
    await writer.commit(signal);
    isComplete = true;
  } finally {
    if (!isComplete) await writer.abort();
  }
}

/** Ends early when the file does: its hash will then differ. */
async function* piecesOf(
  files: StoreFiles,
  path: string,
  byteLength: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  for (let at = 0; at < byteLength; ) {
    signal.throwIfAborted();
    const isThere = (await files.byteLength(path)) !== null;
    const piece = isThere
      ? await files.read(path, at, Math.min(PIECE_BYTES, byteLength - at), signal)
      : new Uint8Array(0);
    if (piece.byteLength === 0) return;
    yield piece;
    at += piece.byteLength;
  }
}

/** Longest name that fits an archive, with `.tar` appended. */
const MAX_FOLDER_NAME = 150;

/** A plain name on every system. */
export function folderName({ id }: Manifest): string {
  return (id.replace(/[^\w.-]+/g, '-').replace(/^\.+/, '') || 'model').slice(0, MAX_FOLDER_NAME);
}
