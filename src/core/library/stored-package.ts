import { fail } from '../failure';
import type { PackageSource } from '../store/manifest';
import { filesOf } from '../store/model-package';
import { MANIFEST_FILE } from '../store/package-writer';
import { parseManifestFile } from '../store/parse-manifest';
import { sha256 } from '../store/sha256';
import type { StoreFiles } from '../store/store-files';
import { blobPath, modelPath } from './store-paths';

/** Manifests of the published models have below 1 MB. JSON takes up to 50 times its length in memory. */
export const MAX_MANIFEST_BYTES = 8 * 2 ** 20;

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
      if (!found) return fail('bad-package', `The model package lacks the file ${file}.`, { file });
      return await store.read(found.path, offset, byteLength ?? found.byteLength - offset, signal);
    },
  };
}

type Opened = {
  readonly manifest: Uint8Array;
  readonly paths: ReadonlyMap<string, { readonly path: string; readonly byteLength: number }>;
};

async function openStored(store: StoreFiles, id: string, signal: AbortSignal): Promise<Opened> {
  const manifest = await readStoredManifest(store, id, signal);
  if (!manifest) {
    return fail('bad-package', 'This model is no longer on this device. Install it again.', { model: id });
  }
  const files = filesOf(parseManifestFile(manifest));
  return {
    manifest,
    paths: new Map(
      files.map(({ file, sha256: hash, byteLength }) => [file, { path: blobPath(hash), byteLength }]),
    ),
  };
}
