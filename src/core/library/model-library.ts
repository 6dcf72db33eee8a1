import type { PackageMemory } from '../device/package-memory';
import type { Precision } from '../package/manifest';

/** A model that is whole on this device. */
export type InstalledModel = {
  /** SHA-256 of its manifest: two models with one id are the same, byte for byte. */
  readonly id: string;
  /** Address that the engine loads: `opfs:<id>` in the page. */
  readonly url: string;
  readonly title: string;
  readonly precision: Precision;
  /** Bytes of all its files; files shared with another model count in both. */
  readonly byteLength: number;
  readonly licenceName: string;
  /** Source: address, repository, revision. */
  readonly origin: Readonly<Record<string, string>>;
  /** False when it was imported without the encoder, so that voices cannot be cloned with it. */
  readonly canClone: boolean;
  /** Milliseconds since 1970. */
  readonly installedAtMs: number;
  /** Null: never loaded. */
  readonly lastUsedAtMs: number | null;
  /** Time of the last full verification: at the latest its installation. */
  readonly verifiedAtMs: number;
};

/** A checkpoint on the web, and how it shall be stored. */
export type HubOrder = {
  readonly type: 'hub';
  /** A name of the list (library/published-models.ts), another repository or an address (library/checkpoint-place.ts). */
  readonly repository: string;
  /** Base address of the hub or of a mirror with the same paths; null for the public one. */
  readonly hubUrl: string | null;
  readonly precision: Precision;
  /** The encoder is fetched and kept too, 648 MB of the published codec. */
  readonly withCloning: boolean;
  /** Set by a person who was told what was lost where it can be heard. */
  readonly acceptsLowerQuality?: boolean;
};

/**
 * Source of an installation. `files`: a package folder, an exported archive, or a checkpoint and its codec;
 * `Picked` is the user's choice, as this side of the bridge has it.
 */
export type InstallOrder<Picked> =
  | { readonly type: 'package'; readonly url: string }
  | HubOrder
  | {
      readonly type: 'files';
      readonly files: Picked;
      readonly title: string;
      /** Precision for a checkpoint; a package keeps its own. */
      readonly precision: Precision;
      readonly withCloning: boolean;
      readonly acceptsLowerQuality?: boolean;
    };

/** An installation that was cut off. What it had is kept until it is resumed or discarded. */
export type InterruptedInstall = {
  readonly id: string;
  readonly title: string;
  /** Null for picked files: a page does not keep them, so they must be picked again. */
  readonly order: Exclude<InstallOrder<never>, { readonly type: 'files' }> | null;
  /** Bytes on this device already. */
  readonly byteLength: number;
  readonly startedAtMs: number;
};

/** State of an operation. `waiting`: another tab works on the same store. */
export type LibraryProgress = {
  readonly activity: 'waiting' | 'downloading' | 'reading-disk' | 'verifying' | 'writing';
  /** File or tensor at hand; empty when there is none. */
  readonly subject: string;
  /** Bytes of the package, done and in all; both 0 while the size is not known. */
  readonly doneBytes: number;
  readonly totalBytes: number;
  /** Bytes that came over the network in this run. */
  readonly fetchedBytes: number;
};

export type StorageReport = {
  /** Bytes used by this site, models included; null where the browser does not report it. */
  readonly usedBytes: number | null;
  readonly freeBytes: number | null;
  /** The browser has granted persistent storage. */
  readonly isPersisted: boolean;
};

export type LibraryListing = {
  readonly models: readonly InstalledModel[];
  readonly interrupted: readonly InterruptedInstall[];
};

/** Methods that report progress; the bridge between threads needs their names before a call. */
export const libraryFlows = { install: true, verify: true, export: true } as const;

/**
 * Port: the models on this device. A model is visible when it is whole and verified, never before. One operation that
 * writes runs at a time, over all tabs; others wait. Stopping one keeps what it has for resuming: the same order again.
 * @throws FailureError 'network', 'storage', 'bad-package', 'bad-checkpoint'.
 */
export interface ModelLibrary<Picked, Folder, Archive> {
  list(): Promise<LibraryListing>;
  install(order: InstallOrder<Picked>, signal: AbortSignal): AsyncGenerator<LibraryProgress, InstalledModel>;
  /** Reads every byte again. @throws FailureError 'bad-package' that names the damaged file. */
  verify(id: string, signal: AbortSignal): AsyncGenerator<LibraryProgress, InstalledModel>;
  /** Copies the package, manifest last, into a new folder inside `folder`, from where it can be hosted or installed. */
  export(id: string, folder: Folder, signal: AbortSignal): AsyncGenerator<LibraryProgress, void>;
  /** The model as one file, for browsers that cannot write into a folder. */
  archive(id: string): Promise<Archive>;
  /** Size and needs of a package, installed or not: its manifest is all that is read. @param packageUrl as the engine takes it. */
  weigh(packageUrl: string, signal: AbortSignal): Promise<PackageMemory>;
  /** @throws FailureError 'storage' while the model is in use, in this tab or another. */
  remove(id: string): Promise<void>;
  discard(interruptedId: string): Promise<void>;
  storage(): Promise<StorageReport>;
}
