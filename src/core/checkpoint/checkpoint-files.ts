/** A folder of files read in ranges: Node folder, dropped files, or HTTP. One read at a time. */
export interface CheckpointFiles {
  /** Names relative to the folder, forward slashes. */
  list(): Promise<readonly string[]>;
  /** Size in bytes, or null if there is no such file. */
  byteLength(file: string): Promise<number | null>;
  read(file: string, offset: number, byteLength: number, signal: AbortSignal): Promise<Uint8Array>;
  /** The caller owns the bytes that `read` returns, and may transfer them to another thread. */
  readonly givesBytesAway?: true;
  /** Says that this range will be read in order, piece by piece: one request over HTTP instead of many. */
  expect?(file: string, offset: number, byteLength: number): void;
  /** The bytes of a file were wrong: whatever is kept of it in memory is dropped. */
  forget?(file: string): void;
  /** Version of a file's content: an ETag or a time of change; null when that is not known. */
  version?(file: string): Promise<string | null>;
}
