/** Port: where a new model package is written. Adapters: Node folder, OPFS, memory. */
export interface PackageWriter {
  /** @param file a plain name, no folders; each is created once. */
  create(file: string, signal: AbortSignal): Promise<PackageFileWriter>;
  /** Makes the package visible; the manifest must be its last file. */
  commit(signal: AbortSignal): Promise<void>;
  /** Leaves nothing behind but what a journal needs to go on later; harmless after `commit`. */
  abort(): Promise<void>;
}

export interface PackageFileWriter {
  /** @param bytes may be changed by the caller once the promise is fulfilled. */
  write(bytes: Uint8Array, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

export const MANIFEST_FILE = 'manifest.json';

/** Writes a small file in one go. */
export async function writeWhole(
  writer: PackageWriter,
  file: string,
  bytes: Uint8Array,
  signal: AbortSignal,
): Promise<void> {
  const output = await writer.create(file, signal);
  await output.write(bytes, signal);
  await output.close();
}
