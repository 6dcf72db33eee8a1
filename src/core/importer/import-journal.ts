import type { PackageFileWriter } from '../store/package-writer';
import type { GroupSums } from './error-report';
import type { ShardMark } from './shard-writer';

/** How far an import has come: everything before it is on disk. Plain JSON. */
export type ImportMark = {
  /** Of what is imported, from what, and how; a mark of another plan is worthless. */
  readonly fingerprint: string;
  /** Of the plan's tensors, finished. */
  readonly tensorCount: number;
  readonly shards: ShardMark;
  readonly errors: readonly GroupSums[];
};

/** Port: what an interrupted import needs to go on. Kept by whoever keeps the unfinished package. */
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
