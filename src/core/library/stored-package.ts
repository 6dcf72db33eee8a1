import { sha256 } from '../data/sha256';
import { MAX_MANIFEST_BYTES } from '../data/size-limits';
import { fail } from '../failure';
import type { Manifest, PackageSource } from '../package/manifest';
import { filesOf } from '../package/model-package';
import { MANIFEST_FILE } from '../package/package-writer';
import { parseManifestFile } from '../package/parse-manifest';
import { say } from '../sentence';
import type { StoreFiles } from './store-files';
import { blobPath, modelPath } from './store-paths';

/** @returns null when there is no such model, or its manifest was not written to its end. */
export async function readStoredManifest(
  store: StoreFiles,
  id: string,
  signal: AbortSignal,
): Promise<Uint8Array | null> {
  const byteLength = await store.byteLength(modelPath(id));
  if (byteLength === null || byteLength > MAX_MANIFEST_BYTES) return null;
  const bytes = await store.read(modelPath(id), 0, byteLength, signal);
  return (await sha256(bytes)) === id ? bytes : null;
}

/** @throws FailureError 'bad-package' when there is no such model. */
export async function requireManifest(
  store: StoreFiles,
  id: string,
  signal: AbortSignal,
): Promise<{ readonly bytes: Uint8Array; readonly manifest: Manifest }> {
  const bytes = await readStoredManifest(store, id, signal);
  if (bytes) return { bytes, manifest: parseManifestFile(bytes) };
  return fail('bad-package', say`This model is no longer on this device. Install it again.`, { model: id });
}

/** A model of the store, as the engine loads it. */
export function storedPackage(store: StoreFiles, id: string): PackageSource {
  let opened: Promise<Opened> | null = null;
  return {
    async read(file, signal, offset = 0, byteLength) {
      opened ??= openStored(store, id, signal);
      const { manifest, paths } = await opened.catch((error: unknown) => {
        opened = null;
        throw error;
      });
      if (file === MANIFEST_FILE) {
        return manifest.slice(offset, byteLength === undefined ? undefined : offset + byteLength);
      }
      const found = paths.get(file);
      if (!found) return fail('bad-package', say`The model package lacks the file ${file}.`, { file });
      return await store.read(found.path, offset, byteLength ?? found.byteLength - offset, signal);
    },
  };
}

type Opened = {
  readonly manifest: Uint8Array;
  readonly paths: ReadonlyMap<string, { readonly path: string; readonly byteLength: number }>;
};

async function openStored(store: StoreFiles, id: string, signal: AbortSignal): Promise<Opened> {
  const { bytes, manifest } = await requireManifest(store, id, signal);
  const files = filesOf(manifest);
  return {
    manifest: bytes,
    paths: new Map(
      files.map(({ file, sha256: hash, byteLength }) => [file, { path: blobPath(hash), byteLength }]),
    ),
  };
}
