import { sha256 } from '../data/sha256';
import { byteLengthOf, canClone, filesOf } from '../package/model-package';
import { MANIFEST_FILE } from '../package/package-writer';
import { parseManifestFile } from '../package/parse-manifest';
import type { InstalledModel, InstallOrder, InterruptedInstall } from './model-library';
import { readSealed, writeSealed } from './sealed-json';
import type { StoreFiles } from './store-files';
import {
  blobPath,
  blobs,
  jobPath,
  jobs,
  modelPath,
  models,
  notePath,
  partial,
  partialBlobPath,
  partialFilePath,
} from './store-paths';
import { readStoredManifest } from './stored-package';

/** An order that can be repeated without asking again; null for files that a person picked. */
export type KeptOrder = Exclude<InstallOrder<never>, { readonly type: 'files' }> | null;

/** Data about a model besides its manifest. */
export type ModelNote = {
  readonly installedAtMs: number;
  readonly lastUsedAtMs: number | null;
  readonly verifiedAtMs: number;
  readonly order: KeptOrder;
};

/** An installation that has begun. */
export type Job = {
  readonly id: string;
  readonly title: string;
  readonly order: KeptOrder;
  readonly startedAtMs: number;
  /** Manifest of a package that is being fetched; null for a checkpoint that is being converted. */
  readonly manifest: string | null;
};

/** The records of the store: which models are whole, which installations were cut off, which files are unused. */
export class ModelStore {
  readonly files: StoreFiles;

  constructor(files: StoreFiles) {
    this.files = files;
  }

  async models(signal: AbortSignal): Promise<InstalledModel[]> {
    const found: InstalledModel[] = [];
    for (const id of await this.#idsIn(models)) {
      const model = await this.model(id, signal);
      if (model) found.push(model);
    }
    return found.sort((a, b) => b.installedAtMs - a.installedAtMs);
  }

  /** @returns null when there is no such model, or its manifest was cut off. */
  async model(id: string, signal: AbortSignal): Promise<InstalledModel | null> {
    const bytes = await readStoredManifest(this.files, id, signal);
    if (!bytes) return null;
    const manifest = parseManifestFile(bytes);
    const { order: _, ...times } = await this.note(id, signal);
    return {
      ...times,
      id,
      url: `opfs:${id}`,
      title: manifest.title,
      precision: manifest.precision,
      byteLength: byteLengthOf(manifest),
      licenceName: manifest.licence.name,
      origin: manifest.origin,
      canClone: canClone(manifest),
    };
  }

  async note(id: string, signal: AbortSignal): Promise<ModelNote> {
    const note = (await readSealed(this.files, notePath(id), signal)) as ModelNote | null;
    return note ?? { installedAtMs: 0, lastUsedAtMs: null, verifiedAtMs: 0, order: null };
  }

  async changeNote(id: string, change: Partial<ModelNote>, signal: AbortSignal): Promise<void> {
    const note = await this.note(id, signal);
    await writeSealed(this.files, notePath(id), { ...note, ...change }, signal);
  }

  /**
   * Makes a model visible, as the last step: all its files are in `blobs`.
   * @returns its id.
   */
  async commit(manifest: Uint8Array, order: KeptOrder, nowMs: number, signal: AbortSignal): Promise<string> {
    const id = await sha256(manifest);
    const times = { installedAtMs: nowMs, verifiedAtMs: nowMs, lastUsedAtMs: null };
    await writeSealed(this.files, notePath(id), { ...times, order }, signal);
    const file = await this.files.open(modelPath(id), 0, signal);
    try {
      await file.write(manifest, signal);
      await file.flush();
    } finally {
      await file.close();
    }
    return id;
  }

  /** Takes a model out of sight; its files go with the next sweep. */
  async forget(id: string): Promise<void> {
    await this.files.remove(modelPath(id));
    await this.files.remove(notePath(id));
  }

  async beginJob(job: Job, signal: AbortSignal): Promise<void> {
    const known = (await readSealed(this.files, jobPath(job.id), signal)) as Job | null;
    const startedAtMs = known?.startedAtMs ?? job.startedAtMs;
    await writeSealed(this.files, jobPath(job.id), { ...job, startedAtMs }, signal);
  }

  async endJob(id: string): Promise<void> {
    await this.files.remove(jobPath(id));
  }

  async jobs(signal: AbortSignal): Promise<Job[]> {
    const found: Job[] = [];
    for (const id of await this.#idsIn(jobs)) {
      const job = (await readSealed(this.files, jobPath(id), signal)) as Job | null;
      if (job) found.push(job);
    }
    return found;
  }

  async interrupted(signal: AbortSignal): Promise<InterruptedInstall[]> {
    const onTheWay = await this.files.list(partial);
    const whole = new Map((await this.files.list(blobs)).map(({ name, byteLength }) => [name, byteLength]));
    return (await this.jobs(signal)).map(({ id, title, order, startedAtMs, manifest }) => {
      const wanted = manifest === null ? null : hashesOf(new TextEncoder().encode(manifest));
      const isOurs = (name: string) => wanted?.has(name) ?? name.startsWith(`${id}~`);
      const partBytes = onTheWay.filter(({ name }) => isOurs(name)).reduce((sum, f) => sum + f.byteLength, 0);
      const wholeBytes = [...(wanted ?? [])].reduce((sum, hash) => sum + (whole.get(hash) ?? 0), 0);
      return { id, title, order, startedAtMs, byteLength: partBytes + wholeBytes };
    });
  }

  /** Removes every file that no model and no job needs. Call only with the write lock. */
  async sweep(signal: AbortSignal): Promise<void> {
    const kept = new Set<string>();
    for (const id of await this.#idsIn(models)) {
      const manifest = await readStoredManifest(this.files, id, signal);
      if (manifest) for (const hash of hashesOf(manifest)) kept.add(hash);
      else await this.forget(id);
    }
    const jobIds = new Set<string>();
    for (const { id, manifest } of await this.jobs(signal)) {
      jobIds.add(id);
      const path = partialFilePath(id, MANIFEST_FILE);
      const length = await this.files.byteLength(path);
      const bytes = manifest === null ? null : new TextEncoder().encode(manifest);
      const written = bytes ?? (length === null ? null : await this.files.read(path, 0, length, signal));
      if (written) for (const hash of hashesOf(written)) kept.add(hash);
    }
    for (const { name } of await this.files.list(blobs)) {
      if (!kept.has(name)) await this.files.remove(blobPath(name));
    }
    for (const { name } of await this.files.list(partial)) {
      const [owner] = name.split('~');
      if (!kept.has(name) && !jobIds.has(owner!)) await this.files.remove(partialBlobPath(name));
    }
  }

  async #idsIn(folder: string): Promise<string[]> {
    const names = (await this.files.list(folder)).map(({ name }) => name);
    return names.filter((name) => /^[0-9a-f]{64}\.json$/.test(name)).map((name) => name.slice(0, 64));
  }
}

/** Hashes of a package's files; none when the manifest is not whole. */
function hashesOf(manifest: Uint8Array): ReadonlySet<string> {
  try {
    return new Set(filesOf(parseManifestFile(manifest)).map(({ sha256: hash }) => hash));
  } catch {
    return new Set();
  }
}
