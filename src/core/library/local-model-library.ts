import type { CheckpointFiles } from '../checkpoint/checkpoint-files';
import { type PackageMemory, packageMemory } from '../device/package-memory';
import { fail } from '../failure';
import type { DecodeCodes } from '../importer/codec-self-test';
import { importModel } from '../importer/import-model';
import type { ImportOptions } from '../importer/import-options';
import type { Rounder } from '../quantise/rounder';
import { type AcceptedLicences, requireAccepted } from '../store/accepted-licences';
import type { PackageSource } from '../store/manifest';
import { openPackage } from '../store/model-package';
import type { PackageWriter } from '../store/package-writer';
import { sha256 } from '../store/sha256';
import { modelLock, type StoreFiles, type StoreLocks, WRITE_LOCK } from '../store/store-files';
import { copyPackage, verifyBlobs } from './check-package';
import { ImportJob } from './import-job';
import { fetchBlobs, missingBytes, readManifest } from './install-package';
import type {
  InstalledModel,
  InstallOrder,
  LibraryListing,
  LibraryProgress,
  ModelLibrary,
  StorageReport,
} from './model-library';
import { type KeptOrder, ModelStore } from './model-store';
import { publishedCheckpoint } from './published-checkpoint';
import { publishedModel } from './published-models';
import { recogniseFiles } from './recognise-files';

/** A folder on the web that counts what it fetches. */
export type WebFolder = CheckpointFiles & { close(): void };

export type LibrarySurroundings<Picked, Folder, Archive> = {
  readonly files: StoreFiles;
  readonly locks: StoreLocks;
  /** @param names what may lie in the folder; @param onBytes told of what came over the network. */
  readonly openWebFolder: (
    folderUrl: string,
    names: readonly string[],
    onBytes: (byteLength: number) => void,
    signal: AbortSignal,
  ) => WebFolder;
  readonly openPicked: (picked: Picked, signal: AbortSignal) => Promise<CheckpointFiles>;
  /** @param name of a new folder inside. @throws FailureError 'storage' when it is taken. */
  readonly openFolder: (folder: Folder, name: string, signal: AbortSignal) => Promise<PackageWriter>;
  readonly archive: (id: string, signal: AbortSignal) => Promise<Archive>;
  readonly openPackage: (packageUrl: string) => PackageSource;
  /** Without it, models whose licence must be accepted are not fetched. */
  readonly acceptedLicences?: AcceptedLicences;
  /** Threads that round while weights are read; without them this one does. */
  readonly startRounder?: () => Rounder & { stop(): void };
  /** Runs a codec once after an import, see ImportOptions. */
  readonly decodeCodes?: DecodeCodes;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** For tests; the importer's own otherwise. */
  readonly maxShardBytes?: number;
};

/** The library in the thread that calls it. */
export class LocalModelLibrary<Picked, Folder, Archive> implements ModelLibrary<Picked, Folder, Archive> {
  readonly #around: LibrarySurroundings<Picked, Folder, Archive>;
  readonly #store: ModelStore;

  constructor(surroundings: LibrarySurroundings<Picked, Folder, Archive>) {
    this.#around = surroundings;
    this.#store = new ModelStore(surroundings.files);
  }

  async list(): Promise<LibraryListing> {
    const { signal } = new AbortController();
    const [models, interrupted] = [await this.#store.models(signal), await this.#store.interrupted(signal)];
    return { models, interrupted };
  }

  async *install(
    order: InstallOrder<Picked>,
    signal: AbortSignal,
  ): AsyncGenerator<LibraryProgress, InstalledModel> {
    const folders: WebFolder[] = [];
    let fetchedBytes = 0;
    const openWeb = (folderUrl: string, names: readonly string[]): WebFolder => {
      const count = (byteLength: number) => {
        fetchedBytes += byteLength;
      };
      const folder = this.#around.openWebFolder(folderUrl, names, count, signal);
      folders.push(folder);
      return folder;
    };
    const release = yield* this.#lock(signal);
    try {
      const source = { openWeb, fetchedBytes: () => fetchedBytes };
      const id = yield* this.#installFrom(order, source, signal);
      return (await this.#store.model(id, signal))!;
    } finally {
      for (const folder of folders) folder.close();
      release();
    }
  }

  async *verify(id: string, signal: AbortSignal): AsyncGenerator<LibraryProgress, InstalledModel> {
    const release = yield* this.#lock(signal);
    try {
      yield* verifyBlobs(this.#store, id, this.#around.now(), signal);
      return (await this.#store.model(id, signal))!;
    } finally {
      release();
    }
  }

  async *export(id: string, folder: Folder, signal: AbortSignal): AsyncGenerator<LibraryProgress, void> {
    const release = await this.#around.locks.lock(modelLock(id), 'shared', signal);
    try {
      const open = (name: string) => this.#around.openFolder(folder, name, signal);
      yield* copyPackage(this.#around.files, id, open, signal);
    } finally {
      release();
    }
  }

  async archive(id: string): Promise<Archive> {
    return await this.#around.archive(id, new AbortController().signal);
  }

  async weigh(packageUrl: string, signal: AbortSignal): Promise<PackageMemory> {
    return packageMemory((await openPackage(this.#around.openPackage(packageUrl), signal)).manifest);
  }

  async remove(id: string): Promise<void> {
    const { signal } = new AbortController();
    const use = await this.#around.locks.tryLock(modelLock(id), 'exclusive');
    if (!use) {
      fail('storage', 'This model is in use, here or in another tab. Load another one there first.', {
        model: id,
      });
    }
    try {
      await this.#store.forget(id);
      await this.#sweepIfAlone(signal);
    } finally {
      use();
    }
  }

  async discard(interruptedId: string): Promise<void> {
    const { signal } = new AbortController();
    const release = await this.#around.locks.tryLock(WRITE_LOCK, 'exclusive');
    if (!release) fail('storage', 'A model is being installed, here or in another tab. Stop that first.');
    try {
      await this.#store.endJob(interruptedId);
      await this.#store.sweep(signal);
    } finally {
      release();
    }
  }

  async storage(): Promise<StorageReport> {
    const { files } = this.#around;
    return { ...(await files.estimate()), isPersisted: await files.isPersisted() };
  }

  async *#installFrom(
    order: InstallOrder<Picked>,
    source: Source,
    signal: AbortSignal,
  ): AsyncGenerator<LibraryProgress, string> {
    switch (order.type) {
      case 'package':
        return yield* this.#installPackage(source.openWeb(order.url, []), order, source, signal);
      case 'hub': {
        const options = publishedCheckpoint(order, source.openWeb);
        const title = publishedModel(order.repository).title;
        const key = await keyOf(order);
        return yield* this.#importCheckpoint(options, { id: key, title, order }, source, signal);
      }
      case 'files': {
        const picked = await this.#around.openPicked(order.files, signal);
        const found = await recogniseFiles(picked, signal);
        if (found.type === 'package') return yield* this.#installPackage(found.files, null, source, signal);
        const { title, precision, withCloning } = order;
        const names = await picked.list();
        const sizes = await Promise.all(names.map((name) => picked.byteLength(name)));
        const key = await keyOf([title, precision, withCloning, names, sizes]);
        const id = `${title.toLowerCase().replace(/[^a-z0-9]+/g, '-') || 'model'}-${precision}`;
        const options = { ...found, precision, withCloning, id, title, origin: { files: 'chosen by hand' } };
        return yield* this.#importCheckpoint(options, { id: key, title, order: null }, source, signal);
      }
    }
  }

  async *#installPackage(
    files: CheckpointFiles,
    order: KeptOrder,
    source: Source,
    signal: AbortSignal,
  ): AsyncGenerator<LibraryProgress, string> {
    const { bytes, manifest } = await readManifest(files, signal);
    const id = await sha256(bytes);
    if (await this.#store.model(id, signal)) {
      // A run before was cut off between its last two steps.
      await this.#store.endJob(id);
      return id;
    }
    await requireAccepted(manifest.licence, manifest.title, this.#around.acceptedLicences);
    await this.#requireRoom(await missingBytes(this.#around.files, manifest));
    const startedAtMs = this.#around.now();
    const text = new TextDecoder().decode(bytes);
    await this.#store.beginJob({ id, title: manifest.title, order, startedAtMs, manifest: text }, signal);
    const activity = order === null ? 'reading-disk' : 'downloading';
    yield* fetchBlobs(this.#around.files, files, manifest, activity, source.fetchedBytes, signal);
    await this.#store.commit(bytes, order, this.#around.now(), signal);
    await this.#store.endJob(id);
    return id;
  }

  async *#importCheckpoint(
    options: ImportOptions,
    { id, title, order }: { readonly id: string; readonly title: string; readonly order: KeptOrder },
    source: Source,
    signal: AbortSignal,
  ): AsyncGenerator<LibraryProgress, string> {
    const { files, now, maxShardBytes, acceptedLicences, startRounder, decodeCodes } = this.#around;
    const job = new ImportJob(files, id);
    let manifest = await job.finish(signal);
    if (!manifest) {
      const rounder = startRounder?.();
      const extras = {
        ...(acceptedLicences && { acceptedLicences }),
        ...(rounder && { rounder }),
        ...(decodeCodes && { decodeCodes }),
      };
      const run = importModel({ ...options, ...extras }, job, signal, maxShardBytes, job);
      // Only now is there something to go on with: what the licence or the files forbid has ended before.
      let hasBegun = false;
      try {
        for await (const { tensor, doneBytes, totalBytes } of run) {
          if (!hasBegun) {
            await this.#store.beginJob({ id, title, order, startedAtMs: now(), manifest: null }, signal);
            await this.#requireRoom(totalBytes - doneBytes);
            hasBegun = true;
          }
          const activity = order === null ? 'reading-disk' : 'downloading';
          const fetchedBytes = source.fetchedBytes();
          yield { activity, subject: tensor, doneBytes, totalBytes, fetchedBytes };
        }
      } finally {
        rounder?.stop();
      }
      manifest = (await job.finish(signal))!;
    }
    const installed = await this.#store.commit(manifest, order, now(), signal);
    await job.clear();
    await this.#store.endJob(id);
    // A damaged model that was taken out of use is whole again.
    await this.#store.endJob(installed);
    return installed;
  }

  async #requireRoom(neededBytes: number): Promise<void> {
    const { freeBytes } = await this.#around.files.estimate();
    if (freeBytes === null || neededBytes <= freeBytes) return;
    fail(
      'storage',
      `This model needs ${gigabytes(neededBytes)} more, but the browser leaves this site only ${gigabytes(freeBytes)}. Remove another model or free some of the disk, then try again.`,
      { neededBytes, freeBytes },
    );
  }

  async *#lock(signal: AbortSignal): AsyncGenerator<LibraryProgress, () => void> {
    const { locks } = this.#around;
    const free = await locks.tryLock(WRITE_LOCK, 'exclusive');
    if (free) return free;
    yield { activity: 'waiting', subject: '', doneBytes: 0, totalBytes: 0, fetchedBytes: 0 };
    return await locks.lock(WRITE_LOCK, 'exclusive', signal);
  }

  /** What cannot be swept now is swept another time. */
  async #sweepIfAlone(signal: AbortSignal): Promise<void> {
    const release = await this.#around.locks.tryLock(WRITE_LOCK, 'exclusive');
    if (!release) return;
    try {
      await this.#store.sweep(signal);
    } finally {
      release();
    }
  }
}

type Source = {
  readonly openWeb: (folderUrl: string, names: readonly string[]) => WebFolder;
  readonly fetchedBytes: () => number;
};

async function keyOf(value: unknown): Promise<string> {
  return await sha256(new TextEncoder().encode(JSON.stringify(value)));
}

function gigabytes(bytes: number): string {
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(0)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
