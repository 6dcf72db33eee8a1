import type { DBSchema, IDBPDatabase } from 'idb';
import { importLater } from '../../core/data/import-later';

/**
 * A database of this origin that is opened for each use and closed after it: an open connection would hold up
 * a later version of the page in another tab.
 * @returns a function that works with it. It throws what the browser does, where there is no database.
 */
export function shortDatabase<Schema extends DBSchema>(
  name: string,
  create: (fresh: IDBPDatabase<Schema>) => void,
) {
  return async <T>(work: (database: IDBPDatabase<Schema>) => Promise<T>): Promise<T> => {
    const { openDB } = await importLater(() => import('idb'));
    const database = await openDB<Schema>(name, 1, { upgrade: create });
    return await work(database).finally(() => database.close());
  };
}
