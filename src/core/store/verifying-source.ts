import { fail } from '../failure';
import type { FileEntry, PackageSource } from './manifest';
import { createSha256, type Sha256 } from './sha256';

/** Read at a time: large enough for a web server, small enough to hold. */
const PIECE_BYTES = 8 * 2 ** 20;

type Progress = { hash: Sha256; readBytes: number; pieceStart: number; piece: Uint8Array };

/**
 * Hashes shards while they are read for loading, so that verifying costs no second reading. Reads that go forward
 * through a shard are free; one that goes back behind the last piece reads again. What was read is trustworthy only
 * once `finish` has returned.
 */
export class VerifyingSource implements PackageSource {
  readonly #source: PackageSource;
  readonly #files: ReadonlyMap<string, FileEntry>;
  readonly #progress = new Map<string, Progress>();
  readonly #onBytes: (byteLength: number) => void;

  /** @param onBytes is told how many bytes were read for the first time. */
  constructor(source: PackageSource, files: readonly FileEntry[], onBytes: (byteLength: number) => void) {
    this.#source = source;
    this.#files = new Map(files.map((entry) => [entry.file, entry]));
    this.#onBytes = onBytes;
  }

  async read(file: string, signal: AbortSignal, offset = 0, byteLength?: number): Promise<Uint8Array> {
    const entry = this.#files.get(file);
    if (!entry) return this.#source.read(file, signal, offset, byteLength);
    const end = byteLength === undefined ? entry.byteLength : offset + byteLength;
    if (end > entry.byteLength) damaged(file);
    const progress = await this.#open(file);
    if (offset < progress.pieceStart) return this.#source.read(file, signal, offset, end - offset);
    const parts: Uint8Array[] = [];
    for (let at = offset; at < end; ) {
      const pieceEnd = progress.pieceStart + progress.piece.byteLength;
      if (at >= pieceEnd) {
        await this.#advance(entry, progress, signal);
        continue;
      }
      const part = progress.piece.subarray(
        at - progress.pieceStart,
        Math.min(end, pieceEnd) - progress.pieceStart,
      );
      parts.push(part);
      at += part.byteLength;
    }
    return parts.length === 1 ? parts[0]! : joined(parts, end - offset);
  }

  /**
   * Reads what is left of every file and compares the hashes.
   * @throws FailureError 'bad-package' that names the damaged file.
   */
  async finish(signal: AbortSignal): Promise<void> {
    for (const entry of this.#files.values()) {
      const progress = await this.#open(entry.file);
      while (progress.readBytes < entry.byteLength) await this.#advance(entry, progress, signal);
      progress.piece = new Uint8Array(0);
      if (progress.hash.finish() !== entry.sha256) damaged(entry.file);
    }
    this.#progress.clear();
  }

  async #open(file: string): Promise<Progress> {
    const known = this.#progress.get(file);
    if (known) return known;
    const progress = { hash: await createSha256(), readBytes: 0, pieceStart: 0, piece: new Uint8Array(0) };
    this.#progress.set(file, progress);
    return progress;
  }

  async #advance(entry: FileEntry, progress: Progress, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const byteLength = Math.min(PIECE_BYTES, entry.byteLength - progress.readBytes);
    const piece = await this.#source.read(entry.file, signal, progress.readBytes, byteLength);
    if (piece.byteLength !== byteLength) damaged(entry.file);
    progress.hash.update(piece);
    progress.piece = piece;
    progress.pieceStart = progress.readBytes;
    progress.readBytes += byteLength;
    this.#onBytes(byteLength);
  }
}

function damaged(file: string): never {
  fail(
    'bad-package',
    `The file ${file} of the model package is damaged: its bytes are not those that were written. Import or download the model again.`,
    { file },
  );
}

function joined(parts: readonly Uint8Array[], byteLength: number): Uint8Array {
  const whole = new Uint8Array(byteLength);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}
