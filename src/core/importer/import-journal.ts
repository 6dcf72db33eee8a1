import type { FileEntry, TensorEntry } from '../package/manifest';
import type { PackageFileWriter } from '../package/package-writer';
import type { GroupSums } from './error-report';
import type { ShardFamily } from './planned-tensor';

/** State of a `ShardWriter` between two tensors. Plain JSON. */
export type ShardMark = {
  readonly shards: readonly FileEntry[];
  readonly tensors: readonly TensorEntry[];
  readonly family: ShardFamily | null;
  readonly open: FileEntry | null;
};

/** Progress of an import: everything before it is on disk. Plain JSON. */
export type ImportMark = {
  /** Hash of the source, content and options; a mark with another one is ignored. */
  readonly fingerprint: string;
  /** Number of the plan's tensors that are finished. */
  readonly tensorCount: number;
  readonly shards: ShardMark;
  readonly errors: readonly GroupSums[];
};

/** Port: what an interrupted import needs to resume. Owner: the store of the unfinished package. */
export interface ImportJournal {
  /** @returns the last mark that was written whole, untrusted; null for none. */
  read(signal: AbortSignal): Promise<unknown>;
  /** Makes all bytes that were written durable, then the mark. */
  write(mark: ImportMark, signal: AbortSignal): Promise<void>;
  /**
   * Opens a file of the interrupted run behind its first `byteLength` bytes, having given them to `onBytes`.
   * @returns null when the file is not there or is shorter.
   */
  reopen(
    file: string,
    byteLength: number,
    onBytes: (bytes: Uint8Array) => void,
    signal: AbortSignal,
  ): Promise<PackageFileWriter | null>;
}
