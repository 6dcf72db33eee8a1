/**
 * Limit of finished sound in memory, about twenty minutes in 16 bit at 24 kHz: more is decoded again when
 * asked for.
 */
export const MAX_CACHED_BYTES = 64 * 2 ** 20;

/** Files of finished jobs, the least recently used dropped first. */
export class SoundCache {
  readonly #files = new Map<string, Uint8Array>();
  #byteLength = 0;

  put(jobId: string, file: Uint8Array): void {
    if (file.byteLength > MAX_CACHED_BYTES) return;
    this.remove(jobId);
    this.#files.set(jobId, file);
    this.#byteLength += file.byteLength;
    for (const oldest of this.#files.keys()) {
      if (this.#byteLength <= MAX_CACHED_BYTES) return;
      this.remove(oldest);
    }
  }

  get(jobId: string): Uint8Array | null {
    const file = this.#files.get(jobId);
    if (!file) return null;
    this.#files.delete(jobId);
    this.#files.set(jobId, file);
    return file;
  }

  remove(jobId: string): void {
    this.#byteLength -= this.#files.get(jobId)?.byteLength ?? 0;
    this.#files.delete(jobId);
  }
}
