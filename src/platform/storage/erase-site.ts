import { STORE_FOLDER } from '../opfs/site-storage';

/** Everything in which a browser keeps something for a site; absent where it has no such thing. */
export type SiteStores = {
  /** Address of the site's folder. */
  readonly scope: string;
  readonly caches: CacheStorage | undefined;
  readonly databases: Pick<IDBFactory, 'databases' | 'deleteDatabase'>;
  readonly files: Pick<StorageManager, 'getDirectory'> | undefined;
  readonly notes: readonly Storage[];
  readonly serviceWorkers: Pick<ServiceWorkerContainer, 'getRegistration'> | undefined;
  readonly locks: Pick<LockManager, 'query'> | undefined;
};

/** @throws DOMException where the browser forbids this page to keep anything. */
export function siteStores(): SiteStores {
  return {
    scope: new URL('./', document.baseURI).href,
    caches: globalThis.caches,
    databases: indexedDB,
    files: navigator.storage,
    notes: [localStorage, sessionStorage],
    serviceWorkers: navigator.serviceWorker,
    locks: navigator.locks,
  };
}

/** Names of all that is kept. */
export type KeptThings = {
  /** The page's code, the bundled voice, network rules, accepted licences. */
  readonly caches: readonly string[];
  /** Projects, jobs, voices, replies. */
  readonly databases: readonly string[];
  /** Models. */
  readonly folders: readonly string[];
  /** Settings. */
  readonly notes: readonly string[];
  readonly serviceWorkers: readonly string[];
};

/** Things that are left once all is erased, and the locks of other open tabs, which could keep something anew. */
export type LeftThings = KeptThings & { readonly tabs: readonly string[] };

export const isNothing = (kept: KeptThings): boolean =>
  Object.values(kept).every((names) => names.length === 0);

/** Copies of the site on one origin share all but the caches that are named after a copy's folder. */
export async function findKept(stores: SiteStores): Promise<KeptThings> {
  const { scope, caches, databases, notes, serviceWorkers } = stores;
  const registration = await serviceWorkers?.getRegistration(scope);
  return {
    caches: ((await caches?.keys()) ?? []).filter(isOfThisCopy(scope)),
    databases: (await databases.databases()).map(({ name = '' }) => name).filter(isOurs),
    folders: (await storeIn(await filesOf(stores))) ? [STORE_FOLDER] : [],
    notes: notes.flatMap((store) => Object.keys(store).filter(isOurs)),
    serviceWorkers: registration?.scope === scope ? [scope] : [],
  };
}

/** The accepted licences have a cache of their own, see `accepted-licences.ts`. */
const isOurs = (name: string) => name.startsWith('pagevoice') || name === 'accepted-licences';
const isOfThisCopy = (scope: string) => (name: string) =>
  isOurs(name) && (!/ https?:/.test(name) || name.endsWith(` ${scope}`));

/** Erases all of it. @returns what is left: other tabs may hold it. */
export async function eraseSite(stores: SiteStores): Promise<LeftThings> {
  const kept = await findKept(stores);
  // First, so that it keeps nothing anew.
  if (kept.serviceWorkers.length > 0)
    await (await stores.serviceWorkers?.getRegistration(stores.scope))?.unregister();
  for (const name of kept.caches) await stores.caches?.delete(name);
  for (const name of kept.databases) await deleteDatabase(stores.databases, name);
  const root = await filesOf(stores);
  // A file that another tab has open stays, and is found again below.
  for (const name of kept.folders) await root?.removeEntry(name, { recursive: true }).catch(() => {});
  for (const store of stores.notes) for (const name of kept.notes) store.removeItem(name);
  return { ...(await findKept(stores)), tabs: await otherTabs(stores) };
}

/** Every page that is drawn whole holds a lock or waits for one, see `serving-lock.ts`. */
async function otherTabs({ locks, scope }: SiteStores): Promise<readonly string[]> {
  const { held = [], pending = [] } = (await locks?.query()) ?? {};
  return [...held, ...pending].map(({ name = '' }) => name).filter(isOfThisCopy(scope));
}

/** Resolves once it is gone, or another tab has it open: then it goes when that tab is closed. */
function deleteDatabase(databases: SiteStores['databases'], name: string): Promise<void> {
  return new Promise((resolve) => {
    const request = databases.deleteDatabase(name);
    for (const end of ['success', 'error', 'blocked']) request.addEventListener(end, () => resolve());
  });
}

/** Null where the site has no disk space of its own, as in some private windows. */
async function filesOf({ files }: SiteStores): Promise<FileSystemDirectoryHandle | null> {
  try {
    return (await files?.getDirectory()) ?? null;
  } catch {
    return null;
  }
}

async function storeIn(root: FileSystemDirectoryHandle | null): Promise<boolean> {
  try {
    await root?.getDirectoryHandle(STORE_FOLDER);
    return root !== null;
  } catch (error) {
    return !(error instanceof DOMException && error.name === 'NotFoundError');
  }
}
