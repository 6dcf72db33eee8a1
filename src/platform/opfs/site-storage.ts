/** Folder of all our files in this site's disk space. */
export const STORE_FOLDER = 'pagevoice';

/** Whether something was ever put into the model store. True where that is unknown. */
export async function hasModelStore(): Promise<boolean> {
  // Some browsers have no disk space for pages, so nothing can be there.
  if (!navigator.storage?.getDirectory) return false;
  try {
    await (await navigator.storage.getDirectory()).getDirectoryHandle(STORE_FOLDER);
    return true;
  } catch (error) {
    return !(error instanceof DOMException && error.name === 'NotFoundError');
  }
}

/** Null where the browser does not report it. */
export async function estimateStorage(): Promise<{
  readonly usedBytes: number | null;
  readonly freeBytes: number | null;
}> {
  const { usage, quota } = (await navigator.storage?.estimate?.()) ?? {};
  const freeBytes = usage === undefined || quota === undefined ? null : Math.max(0, quota - usage);
  return { usedBytes: usage ?? null, freeBytes };
}

export async function isStoragePersisted(): Promise<boolean> {
  return (await navigator.storage?.persisted?.()) ?? false;
}
