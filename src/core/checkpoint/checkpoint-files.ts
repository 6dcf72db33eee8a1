/** A folder of files read in ranges: Node folder, dropped files, or HTTP. One read at a time. */
export interface CheckpointFiles {
  /** Names relative to the folder, forward slashes. */
  list(): Promise<readonly string[]>;
  /** Size in bytes, or null if there is no such file. */
  byteLength(file: string): Promise<number | null>;
  read(file: string, offset: number, byteLength: number, signal: AbortSignal): Promise<Uint8Array>;
  /** What `read` returns is the caller's own: nobody else looks at that memory again, so it can go to another thread. */
  readonly givesBytesAway?: true;
  /** Says that this range will be read in order, piece by piece: one request over HTTP instead of many. */
  expect?(file: string, offset: number, byteLength: number): void;
  /** The bytes of a file were wrong: whatever is kept of it in memory is dropped. */
  forget?(file: string): void;
  /** Tells one content of a file from another: an ETag, a time of change; null when that is not known. */
  version?(file: string): Promise<string | null>;
}
