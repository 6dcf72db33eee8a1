import { readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Manifest } from '../src/core/store/manifest';

/** The list of the models that a site offers, beside their folders. */
export const INDEX_FILE = 'index.json';

export type ListedModel = { readonly id: string; readonly title: string; readonly path: string };

/**
 * Enters a package into the list beside its folder, at its old place if it was there, else at the end.
 * @returns whether there is such a list; elsewhere a package needs none.
 */
export async function listModel(folder: string, { id, title }: Manifest): Promise<boolean> {
  const file = join(dirname(resolve(folder)), INDEX_FILE);
  const listed = await readIndex(file);
  if (listed === null) return false;
  const entry: ListedModel = { id, title, path: basename(resolve(folder)) };
  const at = listed.findIndex(({ path }) => path === entry.path);
  if (at >= 0) listed[at] = entry;
  else listed.push(entry);
  await writeFile(file, `${JSON.stringify(listed, null, 2)}\n`);
  return true;
}

/** @returns null when there is no list, or something else of that name. */
async function readIndex(file: string): Promise<ListedModel[] | null> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    const isEntry = (item: Partial<ListedModel> | null) => typeof item?.path === 'string';
    return Array.isArray(value) && value.every(isEntry) ? value : null;
  } catch {
    return null;
  }
}
