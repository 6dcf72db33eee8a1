import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Manifest } from '../src/core/package/manifest';
import { type ModelIndexEntry, parseModelIndex } from '../src/core/package/model-index';

/** File name of the list of a site's models, which lies beside their folders. */
const INDEX_FILE = 'index.json';

/**
 * Enters a package into the list beside its folder, at its old place if it was there, else at the end.
 * @returns a sentence for a person; null when there is no list. A package outside of a site's folder needs none.
 */
export async function listModel(folder: string, { id, title }: Manifest): Promise<string | null> {
  const file = join(dirname(resolve(folder)), INDEX_FILE);
  if (!existsSync(file)) return null;
  const listed = await readIndex(file);
  if (listed === null) return `Not entered into ${file}, which is no list of models: correct or remove it.`;
  const entry: ModelIndexEntry = { id, title, path: basename(resolve(folder)) };
  const namesake = listed.find((other) => other.id === id && other.path !== entry.path);
  if (namesake !== undefined)
    return `Not entered into ${file}, which has ${id} at ${namesake.path} already. Remove one of the two folders and its entry, or import again with another --id.`;
  const at = listed.findIndex(({ path }) => path === entry.path);
  if (at >= 0) listed[at] = entry;
  else listed.push(entry);
  await writeFile(file, `${JSON.stringify(listed, null, 2)}\n`);
  return 'Entered into the list of models beside it.';
}

/** @returns null when the file is no list of models. */
async function readIndex(file: string): Promise<ModelIndexEntry[] | null> {
  try {
    const listed: unknown = JSON.parse(await readFile(file, 'utf8'));
    parseModelIndex(listed);
    // The list itself is kept, because its entries may hold more than we read.
    return listed as ModelIndexEntry[];
  } catch {
    return null;
  }
}
