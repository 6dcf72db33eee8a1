import { existsSync, readdirSync, statSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { MEGABYTE } from '../../src/core/data/units';
import { repackPackage } from '../../src/core/importer/repack-package';
import { openPackage } from '../../src/core/package/model-package';
import { MANIFEST_FILE } from '../../src/core/package/package-writer';
import { deflateBlock } from '../../src/platform/node/deflate-block';
import { folderPackage } from '../../src/platform/node/folder-files';
import { folderPackageWriter } from '../../src/platform/node/folder-package-writer';
import { nativeSha256 } from '../../src/platform/node/native-sha256';

/** Models up to this size are loaded unasked, and kept; so they are packed too. */
export const SMALL_MODEL_BYTES = 200e6;

const SHARD_BYTES = 64 * MEGABYTE;

/** Ships small models packed, for hosts that compress nothing. What lies in `public` stays as the importer wrote it. */
export const packedModels: Plugin = {
  name: 'pagevoice-packed-models',
  apply: 'build',
  writeBundle: {
    sequential: true,
    async handler({ dir }) {
      if (dir) await packModels(join(dir, 'models'));
    },
  },
};

/** Packs every small model of a folder in its place. */
export async function packModels(models: string): Promise<void> {
  if (!existsSync(models)) return;
  for (const name of readdirSync(models)) {
    const folder = join(models, name);
    if (!existsSync(join(folder, MANIFEST_FILE)) || bytesIn(folder) > SMALL_MODEL_BYTES) continue;
    const packed = join(models, `.${name}.packed`);
    await packModel(folder, packed);
    await rm(folder, { recursive: true });
    await rename(packed, folder);
  }
}

async function packModel(folder: string, to: string): Promise<void> {
  const { signal } = new AbortController();
  const source = folderPackage(folder);
  const { manifest } = await openPackage(source, signal);
  const writer = await folderPackageWriter(to);
  const run = repackPackage(source, manifest, writer, SHARD_BYTES, deflateBlock, signal, nativeSha256);
  for await (const _ of run);
  await writer.commit(signal);
}

function bytesIn(folder: string): number {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}
