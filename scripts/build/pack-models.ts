import { existsSync, readdirSync, statSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { MEGABYTE } from '../../src/core/data/units';
import { repackPackage } from '../../src/core/importer/repack-package';
import { openPackage } from '../../src/core/package/model-package';
import { MANIFEST_FILE } from '../../src/core/package/package-writer';
import { deflateBlock } from '../../src/platform/node/deflate-block';
import { folderPackage } from '../../src/platform/node/folder-files';
import { folderPackageWriter } from '../../src/platform/node/folder-package-writer';
import { nativeSha256 } from '../../src/platform/node/native-sha256';

const SHARD_BYTES = 64 * MEGABYTE;

/** Packs every model of a folder in its place. @param mostBytes longer models are left as they are. */
export async function packModels(models: string, mostBytes: number): Promise<void> {
  if (!existsSync(models)) return;
  for (const name of readdirSync(models)) {
    const folder = join(models, name);
    if (!existsSync(join(folder, MANIFEST_FILE)) || bytesIn(folder) > mostBytes) continue;
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
