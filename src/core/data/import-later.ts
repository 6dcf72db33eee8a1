import { FailureError, fail } from '../failure';
import { say } from '../sentence';

/** Message for when the host no longer has a file that this page needs. */
export const OLDER_PAGE = say`This page is older than the site: reload it.`;

export const NOT_FETCHED = say`The part of Pagevoice that does this could not be fetched, and it is not kept on this device yet. Connect to the network and try again.`;

let isGone: (error: unknown) => Promise<boolean> = async () => false;

/** Each thread that fetches code says at its start how to find out that the site no longer has what an import names. */
export function findGoneCode(ask: (error: unknown) => Promise<boolean>): void {
  isGone = ask;
}

/**
 * Code that is fetched when it is first needed.
 * @throws FailureError 'network' when it cannot be fetched: offline, before the service worker has kept it; or gone.
 */
export async function importLater<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (error instanceof FailureError) throw error;
    if (await isGone(error)) return fail('network', OLDER_PAGE, {}, error);
    return fail('network', NOT_FETCHED, {}, error);
  }
}
