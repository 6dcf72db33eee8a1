import type { PackageMemory } from '../../core/device/package-memory';
import type {
  InstalledModel,
  InstallOrder,
  LibraryListing,
  LibraryProgress,
  StorageReport,
} from '../../core/library/model-library';
import type { Archive } from '../opfs/export-archive';
import type { PickedFile } from '../opfs/picked-files';
import type { Outcome } from './engine-protocol';

export type OnProgress = (progress: LibraryProgress) => void;

/** The importer worker's side. Each long call brings a port that may carry one `cancel`. */
export interface LibraryService {
  list(): Promise<Outcome<LibraryListing>>;
  install(
    order: InstallOrder<readonly PickedFile[]>,
    onProgress: OnProgress,
    cancel: MessagePort,
  ): Promise<Outcome<InstalledModel>>;
  verify(id: string, onProgress: OnProgress, cancel: MessagePort): Promise<Outcome<InstalledModel>>;
  exportTo(
    id: string,
    folder: FileSystemDirectoryHandle,
    onProgress: OnProgress,
    cancel: MessagePort,
  ): Promise<Outcome<void>>;
  archive(id: string): Promise<Outcome<Archive>>;
  remove(id: string): Promise<Outcome<void>>;
  discard(interruptedId: string): Promise<Outcome<void>>;
  storage(): Promise<Outcome<StorageReport>>;
  weigh(packageUrl: string, cancel: MessagePort): Promise<Outcome<PackageMemory>>;
}
