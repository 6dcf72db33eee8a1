import type { Failure } from '../../../core/failure';
import type {
  InstalledModel,
  InstallOrder,
  InterruptedInstall,
  LibraryProgress,
  StorageReport,
} from '../../../core/library/model-library';
import type { PickedFile } from '../../../platform/opfs/picked-files';

export type PageOrder = InstallOrder<readonly PickedFile[]>;

/** Work of the store. One thing at a time. */
export type LibraryTask = {
  readonly type: 'installing' | 'verifying' | 'exporting';
  readonly title: string;
  readonly progress: LibraryProgress | null;
};

/** The models on this device. */
export type LibraryState = {
  readonly models: readonly InstalledModel[];
  readonly interrupted: readonly InterruptedInstall[];
  /** Null until it was asked for. */
  readonly storage: StorageReport | null;
  readonly task: LibraryTask | null;
  /** Failure of the last task, or of reading the store. */
  readonly problem: Failure | null;
  /** Result of the last task; empty when there is nothing to say. */
  readonly result: string;
};

export type LibrarySlice = { readonly library: LibraryState };

export const firstLibrary: LibrarySlice = {
  library: { models: [], interrupted: [], storage: null, task: null, problem: null, result: '' },
};

export const libraryChanged =
  (change: Partial<LibraryState>) =>
  ({ library }: LibrarySlice): LibrarySlice => ({ library: { ...library, ...change } });

export const libraryProgress =
  (progress: LibraryProgress) =>
  ({ library }: LibrarySlice): Partial<LibrarySlice> =>
    library.task ? { library: { ...library, task: { ...library.task, progress } } } : {};
