import type { DBSchema, IDBPDatabase } from 'idb';
import { importLater } from '../../core/data/import-later';
import { say } from '../../core/sentence';
import type { Project } from '../../core/studio/project';
import { headOf, isFound } from '../../core/studio/project-head';
import type { MadeTake, ProjectHead, ProjectStore } from '../../core/studio/project-store';
import type { Take, TakeCodes } from '../../core/studio/take';
import { storing } from '../storage/storing';
import { type StoredGrid, storedGrid, takenGrid } from './stored-grid';

const DATABASE = 'pagevoice-projects';
const VERSION = 1;

interface ProjectSchema extends DBSchema {
  readonly projects: { readonly key: string; readonly value: Project };
  readonly takes: {
    readonly key: string;
    readonly value: { readonly id: string; readonly projectId: string; readonly take: Take };
    readonly indexes: { readonly project: string };
  };
  readonly codes: { readonly key: string; readonly value: readonly StoredGrid[] };
}
type Database = IDBPDatabase<ProjectSchema>;

/**
 * Projects in IndexedDB; takes are kept as codes, 1.5 MB an hour of the published codec.
 * @param onLost called when the browser has closed the database by itself, as when someone clears the site's data.
 * @throws FailureError 'storage' where the browser gives no database, as in some private windows.
 */
export async function openIdbProjectStore(onLost: () => void): Promise<ProjectStore> {
  const { openDB } = await importLater(() => import('idb'));
  const database = await stored(() =>
    openDB<ProjectSchema>(DATABASE, VERSION, {
      upgrade(fresh) {
        fresh.createObjectStore('projects', { keyPath: 'id' });
        fresh.createObjectStore('takes', { keyPath: 'id' }).createIndex('project', 'projectId');
        fresh.createObjectStore('codes');
      },
      // A newer page of the site must not wait for this one.
      blocking: (_, __, event) => (event.target as IDBDatabase).close(),
      terminated: onLost,
    }),
  );
  return new IdbProjectStore(database);
}

class IdbProjectStore implements ProjectStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async list(search: string): Promise<readonly ProjectHead[]> {
    return stored(async () => {
      const heads: ProjectHead[] = [];
      // One after the other: all texts together may be large.
      for await (const { value } of this.#database.transaction('projects').store)
        if (isFound(value, search)) heads.push(headOf(value));
      return heads.sort((one, other) => other.changedAtMs - one.changedAtMs);
    });
  }

  async read(id: string): Promise<Project | null> {
    return (await stored(() => this.#database.get('projects', id))) ?? null;
  }

  put(project: Project): Promise<void> {
    return stored(async () => {
      const change = this.#database.transaction('projects', 'readwrite', { durability: 'strict' });
      await Promise.all([change.store.put(project), change.done]);
    });
  }

  async takes(projectId: string): Promise<readonly Take[]> {
    const kept = await stored(() => this.#database.getAllFromIndex('takes', 'project', projectId));
    return kept.map(({ take }) => take).sort((one, other) => one.madeAtMs - other.madeAtMs);
  }

  putTake(projectId: string, { take, codes }: MadeTake): Promise<void> {
    return stored(async () => {
      const change = this.#database.transaction(['takes', 'codes'], 'readwrite', { durability: 'strict' });
      await Promise.all([
        change.objectStore('takes').put({ id: take.id, projectId, take }),
        change.objectStore('codes').put(codes.map(storedGrid), take.id),
        change.done,
      ]);
    });
  }

  async codes(takeId: string): Promise<TakeCodes | null> {
    const kept = await stored(() => this.#database.get('codes', takeId));
    return kept?.map(takenGrid) ?? null;
  }

  removeTake(takeId: string): Promise<void> {
    return stored(async () => {
      const change = this.#database.transaction(['takes', 'codes'], 'readwrite');
      await Promise.all([
        change.objectStore('takes').delete(takeId),
        change.objectStore('codes').delete(takeId),
        change.done,
      ]);
    });
  }

  remove(id: string): Promise<void> {
    return stored(async () => {
      const change = this.#database.transaction(['projects', 'takes', 'codes'], 'readwrite');
      const takeIds = await change.objectStore('takes').index('project').getAllKeys(id);
      await Promise.all([
        change.objectStore('projects').delete(id),
        ...takeIds.flatMap((takeId) => [
          change.objectStore('takes').delete(takeId),
          change.objectStore('codes').delete(takeId),
        ]),
        change.done,
      ]);
    });
  }
}

const stored = storing({
  full: say`The disk is full, or this site may not use more of it. What was kept before is still there. Delete projects, files or models that are not needed, or export this project.`,
  other: (reason) =>
    say`Projects cannot be kept on this device (${reason}). Export this project before you close the page.`,
});
