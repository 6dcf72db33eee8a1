import { folderName } from '../../core/library/check-package';
import { blobPath, modelPath } from '../../core/library/store-paths';
import { requireManifest } from '../../core/library/stored-package';
import { filesOf } from '../../core/package/model-package';
import { OpfsFiles } from './opfs-files';
import { tarBlob } from './tar';

export type Archive = { readonly name: string; readonly blob: Blob };

/** A model as one file to be saved, for browsers that cannot write into a folder. Its hashes are checked when it comes back. */
export async function exportArchive(id: string, signal: AbortSignal): Promise<Archive> {
  const store = new OpfsFiles();
  const { manifest } = await requireManifest(store, id, signal);
  const folder = folderName(manifest);
  const entries = [];
  for (const { file, sha256 } of filesOf(manifest)) {
    entries.push({ name: `${folder}/${file}`, blob: await store.blob(blobPath(sha256)) });
  }
  entries.push({ name: `${folder}/manifest.json`, blob: await store.blob(modelPath(id)) });
  return { name: `${folder}.tar`, blob: tarBlob(entries) };
}
