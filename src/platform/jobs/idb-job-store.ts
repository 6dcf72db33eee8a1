import type { DBSchema, IDBPDatabase } from 'idb';
import { importLater } from '../../core/data/import-later';
import type { Job, JobPiece } from '../../core/jobs/job';
import type { JobFile, JobStore } from '../../core/jobs/job-store';
import { storing } from '../storage/storing';

const DATABASE = 'pagevoice-jobs';
const VERSION = 1;

interface JobSchema extends DBSchema {
  readonly jobs: { readonly key: string; readonly value: Job };
  readonly pieces: {
    readonly key: [jobId: string, index: number];
    readonly value: JobPiece & { readonly jobId: string };
  };
  readonly files: { readonly key: string; readonly value: JobFile };
  readonly fileBytes: { readonly key: string; readonly value: Uint8Array };
}
type Database = IDBPDatabase<JobSchema>;

/**
 * Jobs in IndexedDB; speech is kept as codes, 3 MB an hour. A change is durable once its promise is
 * fulfilled.
 * @throws FailureError 'storage' where the browser gives no database, as in some private windows.
 */
export async function openIdbJobStore(): Promise<JobStore> {
  const { openDB } = await importLater(() => import('idb'));
  const database = await stored(() =>
    openDB<JobSchema>(DATABASE, VERSION, {
      upgrade(fresh) {
        fresh.createObjectStore('jobs', { keyPath: 'id' });
        fresh.createObjectStore('pieces', { keyPath: ['jobId', 'index'] });
        fresh.createObjectStore('files', { keyPath: 'id' });
        fresh.createObjectStore('fileBytes');
      },
      // A newer page of the site must not wait for this one.
      blocking: (_, __, event) => (event.target as IDBDatabase).close(),
    }),
  );
  return new IdbJobStore(database);
}

class IdbJobStore implements JobStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  jobs(): Promise<readonly Job[]> {
    return stored(() => this.#database.getAll('jobs'));
  }

  putJob(job: Job, piece?: JobPiece): Promise<void> {
    return stored(async () => {
      const change = this.#database.transaction(['jobs', 'pieces'], 'readwrite', { durability: 'strict' });
      const puts = [change.objectStore('jobs').put(job)] as Promise<unknown>[];
      if (piece) puts.push(change.objectStore('pieces').put({ ...piece, jobId: job.id }));
      await Promise.all([...puts, change.done]);
    });
  }

  async pieces(jobId: string): Promise<readonly JobPiece[]> {
    const kept = await stored(() => this.#database.getAll('pieces', piecesOf(jobId)));
    return kept.map(({ jobId: _, ...piece }) => piece);
  }

  removePieces(jobId: string): Promise<void> {
    return stored(() => this.#database.delete('pieces', piecesOf(jobId)));
  }

  removeJob(jobId: string): Promise<void> {
    return stored(async () => {
      const change = this.#database.transaction(['jobs', 'pieces'], 'readwrite');
      await Promise.all([
        change.objectStore('jobs').delete(jobId),
        change.objectStore('pieces').delete(piecesOf(jobId)),
        change.done,
      ]);
    });
  }

  files(): Promise<readonly JobFile[]> {
    return stored(() => this.#database.getAll('files'));
  }

  putFile(file: JobFile, bytes: Uint8Array | null): Promise<void> {
    return stored(async () => {
      const change = this.#database.transaction(['files', 'fileBytes'], 'readwrite');
      const puts = [change.objectStore('files').put(file)] as Promise<unknown>[];
      if (bytes) puts.push(change.objectStore('fileBytes').put(bytes, file.id));
      await Promise.all([...puts, change.done]);
    });
  }

  async fileBytes(fileId: string): Promise<Uint8Array | null> {
    return (await stored(() => this.#database.get('fileBytes', fileId))) ?? null;
  }

  removeFile(fileId: string): Promise<void> {
    return stored(async () => {
      const change = this.#database.transaction(['files', 'fileBytes'], 'readwrite');
      await Promise.all([
        change.objectStore('files').delete(fileId),
        change.objectStore('fileBytes').delete(fileId),
        change.done,
      ]);
    });
  }
}

/** Keys of a job's pieces: a list is greater than any number. */
function piecesOf(jobId: string): IDBKeyRange {
  return IDBKeyRange.bound([jobId], [jobId, []]);
}

const stored = storing({
  full: 'The disk is full, or this site may not use more of it. Delete jobs, files or models that are not needed.',
  other: (reason) =>
    `Jobs cannot be kept on this device (${reason}). Free storage, or leave the private window.`,
});
