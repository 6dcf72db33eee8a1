import type { CheckpointFiles } from '../checkpoint/checkpoint-files';
import { sha256 } from '../data/sha256';
import { formatBytes } from '../data/units';
import { packageMemory } from '../device/package-memory';
import { fail } from '../failure';
import type { DecodeCodes } from '../importer/codec-self-test';
import { importModel } from '../importer/import-model';
import type { ImportOptions } from '../importer/import-options';
import { type AcceptedLicences, requireAccepted } from '../package/accepted-licences';
import type { Manifest, PackageSource } from '../package/manifest';
import { openPackage } from '../package/model-package';
import type { PackageWriter } from '../package/package-writer';
import { unpackedManifest } from '../package/packed-shard';
import type { Rounder } from '../quantise/rounder';
import { say } from '../sentence';
import { copyPackage, verifyBlobs } from './check-package';
import { checkpointPlace } from './checkpoint-place';
import { ImportJob } from './import-job';
import { fetchBlobs, missingBytes, readManifest } from './install-package';
import type { InstallOrder, LibraryProgress, ModelLibrary } from './model-library';
import { type KeptOrder, ModelStore } from './model-store';
import { publishedCheckpoint } from './published-checkpoint';
import { recogniseFiles } from './recognise-files';
import { modelLock, type StoreFiles, type StoreLocks, WRITE_LOCK } from './store-files';
import { unpackedFiles } from './unpacked-files';

/** A folder on the web that counts what it fetches. */
export type WebFolder = CheckpointFiles & { close(): void };

export type LibraryDependencies<Picked, Folder, Archive> = {
  readonly files: StoreFiles;
  readonly locks: StoreLocks;
  /** @param names what may lie in the folder; @param onBytes called for bytes from the network. */
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
  /** Optional; without it, models whose licence must be accepted are not fetched. */
  readonly acceptedLicences?: AcceptedLicences;
  /** Threads that round while weights are read; without them this one does. */
  readonly startRounder?: () => Rounder & { stop(): void };
  /** Runs a codec once after an import, see ImportOptions. */
  readonly decodeCodes?: DecodeCodes;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Set by tests; default: the importer's own. */
  readonly maxShardBytes?: number;
};

/** The library in the thread that calls it. */
export function localModelLibrary<Picked, Folder, Archive>(
  dependencies: LibraryDependencies<Picked, Folder, Archive>,
): ModelLibrary<Picked, Folder, Archive> {
  const store = new ModelStore(dependencies.files);

  async function* installFrom(
    order: InstallOrder<Picked>,
    source: Source,
    signal: AbortSignal,
  ): AsyncGenerator<LibraryProgress, string> {
    switch (order.type) {
      case 'package':
        return yield* installPackage(source.openWeb(order.url, []), order, source, signal);
      case 'hub': {
        const options = publishedCheckpoint(order, source.openWeb);
        const title = checkpointPlace(order.repository).title;
        const key = await keyOf(order);
        return yield* importCheckpoint(options, { id: key, title, order }, source, signal);
      }
      case 'files': {
        const picked = await dependencies.openPicked(order.files, signal);
        const found = await recogniseFiles(picked, signal);
        if (found.type === 'package') return yield* installPackage(found.files, null, source, signal);
        const { title, precision, withCloning, acceptsLowerQuality = false } = order;
        const names = await picked.list();
        const sizes = await Promise.all(names.map((name) => picked.byteLength(name)));
        const key = await keyOf([title, precision, withCloning, names, sizes]);
        const id = `${title.toLowerCase().replace(/[^a-z0-9]+/g, '-') || 'model'}-${precision}`;
        const origin = { files: 'chosen by hand' };
        const options = { ...found, precision, withCloning, acceptsLowerQuality, id, title, origin };
        return yield* importCheckpoint(options, { id: key, title, order: null }, source, signal);
      }
    }
  }

  async function* installPackage(
    files: CheckpointFiles,
    order: KeptOrder,
    source: Source,
    signal: AbortSignal,
  ): AsyncGenerator<LibraryProgress, string> {
    const found = await readManifest(files, signal);
    // A store keeps files unpacked, and packages that differ only in that are one.
    const manifest = unpackedManifest(found.manifest);
    const bytes = found.manifest.formatVersion === 3 ? encodeManifest(manifest) : found.bytes;
    const id = await sha256(bytes);
    if (await store.model(id, signal)) {
      // A run before was cut off between its last two steps.
      await store.endJob(id);
      return id;
    }
    await requireAccepted(manifest.licence, manifest.title, dependencies.acceptedLicences);
    await requireRoom(await missingBytes(dependencies.files, manifest));
    const startedAtMs = dependencies.now();
    const text = new TextDecoder().decode(bytes);
    await store.beginJob({ id, title: manifest.title, order, startedAtMs, manifest: text }, signal);
    const activity = order === null ? 'reading-disk' : 'downloading';
    yield* fetchBlobs(
      dependencies.files,
      unpackedFiles(files, found.manifest),
      manifest,
      activity,
      source.fetchedBytes,
      signal,
    );
    await store.commit(bytes, order, dependencies.now(), signal);
    await store.endJob(id);
    return id;
  }

  async function* importCheckpoint(
    options: ImportOptions,
    { id, title, order }: { readonly id: string; readonly title: string; readonly order: KeptOrder },
    source: Source,
    signal: AbortSignal,
  ): AsyncGenerator<LibraryProgress, string> {
    const { files, now, maxShardBytes, acceptedLicences, startRounder, decodeCodes } = dependencies;
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
      // The job begins after the first progress: errors of licence or files come earlier and leave none.
      let hasBegun = false;
      try {
        for await (const { tensor, doneBytes, totalBytes } of run) {
          if (!hasBegun) {
            await store.beginJob({ id, title, order, startedAtMs: now(), manifest: null }, signal);
            await requireRoom(totalBytes - doneBytes);
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
    const installed = await store.commit(manifest, order, now(), signal);
    await job.clear();
    await store.endJob(id);
    // A damaged model that was taken out of use is whole again.
    await store.endJob(installed);
    return installed;
  }

  async function requireRoom(neededBytes: number): Promise<void> {
    const { freeBytes } = await dependencies.files.estimate();
    if (freeBytes === null || neededBytes <= freeBytes) return;
    fail(
      'storage',
      say`This model needs ${formatBytes(neededBytes)} more, but the browser leaves this site only ${formatBytes(freeBytes, Math.floor)}. Remove another model or free some of the disk, then try again.`,
      { neededBytes, freeBytes },
    );
  }

  async function* lock(signal: AbortSignal): AsyncGenerator<LibraryProgress, () => void> {
    const { locks } = dependencies;
    const free = await locks.tryLock(WRITE_LOCK, 'exclusive');
    if (free) return free;
    yield { activity: 'waiting', subject: '', doneBytes: 0, totalBytes: 0, fetchedBytes: 0 };
    return await locks.lock(WRITE_LOCK, 'exclusive', signal);
  }

  /** Sweeps if no other tab works on the store; otherwise a later sweep does. */
  async function sweepIfAlone(signal: AbortSignal): Promise<void> {
    const release = await dependencies.locks.tryLock(WRITE_LOCK, 'exclusive');
    if (!release) return;
    try {
      await store.sweep(signal);
    } finally {
      release();
    }
  }

  return {
    async list() {
      const { signal } = new AbortController();
      const [models, interrupted] = [await store.models(signal), await store.interrupted(signal)];
      return { models, interrupted };
    },

    async *install(order, signal) {
      const folders: WebFolder[] = [];
      let fetchedBytes = 0;
      const openWeb = (folderUrl: string, names: readonly string[]): WebFolder => {
        const count = (byteLength: number) => {
          fetchedBytes += byteLength;
        };
        const folder = dependencies.openWebFolder(folderUrl, names, count, signal);
        folders.push(folder);
        return folder;
      };
      const release = yield* lock(signal);
      try {
        const source = { openWeb, fetchedBytes: () => fetchedBytes };
        const id = yield* installFrom(order, source, signal);
        return (await store.model(id, signal))!;
      } finally {
        for (const folder of folders) folder.close();
        release();
      }
    },

    async *verify(id, signal) {
      const release = yield* lock(signal);
      try {
        yield* verifyBlobs(store, id, dependencies.now(), signal);
        return (await store.model(id, signal))!;
      } finally {
        release();
      }
    },

    async *export(id, folder, signal) {
      const release = await dependencies.locks.lock(modelLock(id), 'shared', signal);
      try {
        const open = (name: string) => dependencies.openFolder(folder, name, signal);
        yield* copyPackage(dependencies.files, id, open, signal);
      } finally {
        release();
      }
    },

    async archive(id) {
      return await dependencies.archive(id, new AbortController().signal);
    },

    async weigh(packageUrl, signal) {
      return packageMemory((await openPackage(dependencies.openPackage(packageUrl), signal)).manifest);
    },

    async remove(id) {
      const { signal } = new AbortController();
      const use = await dependencies.locks.tryLock(modelLock(id), 'exclusive');
      const isUsed = say`This model is in use, here or in another tab. Load another one there first.`;
      if (!use) fail('storage', isUsed, { model: id });
      try {
        await store.forget(id);
        await sweepIfAlone(signal);
      } finally {
        use();
      }
    },

    async discard(interruptedId) {
      const { signal } = new AbortController();
      const release = await dependencies.locks.tryLock(WRITE_LOCK, 'exclusive');
      if (!release)
        fail('storage', say`A model is being installed, here or in another tab. Stop that first.`);
      try {
        await store.endJob(interruptedId);
        await store.sweep(signal);
      } finally {
        release();
      }
    },

    async storage() {
      const { files } = dependencies;
      return { ...(await files.estimate()), isPersisted: await files.isPersisted() };
    },
  };
}

type Source = {
  readonly openWeb: (folderUrl: string, names: readonly string[]) => WebFolder;
  readonly fetchedBytes: () => number;
};

const encodeManifest = (manifest: Manifest) => new TextEncoder().encode(JSON.stringify(manifest));

async function keyOf(value: unknown): Promise<string> {
  return await sha256(new TextEncoder().encode(JSON.stringify(value)));
}
