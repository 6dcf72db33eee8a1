/** A folder of files read in ranges: Node folder, dropped files, or HTTP. */
export interface CheckpointFiles {
  /** Names relative to the folder, forward slashes. */
  list(): Promise<readonly string[]>;
  /** Size in bytes, or null if there is no such file. */
  byteLength(file: string): Promise<number | null>;
  read(file: string, offset: number, byteLength: number, signal: AbortSignal): Promise<Uint8Array>;
}
