import { STORE_FOLDER } from '../opfs/site-storage';

/** What this site keeps on a device, by the names that the browser has for it. */
export type KeptThings = {
  /** With what is in them: the page's code, the bundled voice, network rules. */
  readonly caches: readonly string[];
  /** Projects, jobs, voices. */
  readonly databases: readonly string[];
  /** Folders of files: models. */
  readonly folders: readonly string[];
  /** Settings. */
  readonly notes: readonly string[];
  readonly serviceWorkers: readonly string[];
};

/** The licences that were accepted have a cache of their own, see `accepted-licences.ts`. */
const isOurs = (name: string) => /^pagevoice[-.]?/.test(name) || name === 'accepted-licences';

/**
 * All that is kept on this device for this site, which several copies of it on one origin share, but for the copies' own caches.
 * @param scope address of the site's folder.
 */
export async function findKept(scope: string): Promise<KeptThings> {
  const ofOtherCopy = (name: string) => / https?:/.test(name) && !name.endsWith(` ${scope}`);
  const registration = await navigator.serviceWorker?.getRegistration(scope);
  return {
    caches: (await caches.keys()).filter((name) => isOurs(name) && !ofOtherCopy(name)),
    databases: (await indexedDB.databases()).flatMap(({ name = '' }) => (isOurs(name) ? [name] : [])),
    folders: await ourFolders(),
    notes: [localStorage, sessionStorage].flatMap((notes) => Object.keys(notes).filter(isOurs)),
    serviceWorkers: registration?.scope === scope ? [registration.scope] : [],
  };
}

export const isNothing = (kept: KeptThings): boolean =>
  Object.values(kept).every((names) => names.length === 0);

/** Erases all of it. @returns what is left: other tabs may hold it. */
export async function eraseSite(scope: string): Promise<KeptThings> {
  const kept = await findKept(scope);
  // First, so that it keeps nothing anew.
  if (kept.serviceWorkers.length > 0)
    await (await navigator.serviceWorker.getRegistration(scope))?.unregister();
  for (const name of kept.caches) await caches.delete(name);
  for (const name of kept.databases) await deleteDatabase(name);
  const root = kept.folders.length > 0 ? await navigator.storage.getDirectory() : null;
  for (const name of kept.folders) await root?.removeEntry(name, { recursive: true }).catch(() => {});
  for (const name of kept.notes) {
    localStorage.removeItem(name);
    sessionStorage.removeItem(name);
  }
  return findKept(scope);
}

/** @returns once it is gone, or another tab has it open: then it goes when that tab is closed. */
function deleteDatabase(name: string): Promise<void> {
  return new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => resolve();
    request.onerror = () => resolve();
    request.onblocked = () => resolve();
  });
}

/** Empty also where a page has no disk space of its own, as in a private window. */
async function ourFolders(): Promise<readonly string[]> {
  try {
    const root = await navigator.storage.getDirectory();
    await root.getDirectoryHandle(STORE_FOLDER);
    return [STORE_FOLDER];
  } catch {
    return [];
  }
}
