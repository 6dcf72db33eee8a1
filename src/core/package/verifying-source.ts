import { joinBytes } from '../data/join-bytes';
import { createSha256, type Sha256, sha256 } from '../data/sha256';
import { fail } from '../failure';
import { say } from '../sentence';
import type { FileEntry, PackageSource } from './manifest';

/** Bytes read at a time: a small model's weights come in one piece, and a large model's can be held. */
const PIECE_BYTES = 16 * 2 ** 20;

/** Memory for files that are read ahead: files of a small model come beside one another, and a large model holds little more. */
const AHEAD_BYTES = 16 * 2 ** 20;

/** Bytes that arrive within a piece are told in steps of this many. */
const TOLD_BYTES = 2 ** 18;

/** Files of one piece are hashed as a whole, beside this thread; longer ones piece by piece. */
type Hashing =
  | { readonly type: 'stream'; readonly hash: Sha256 }
  | { readonly type: 'whole'; digest: Promise<string> };

type Progress = {
  readonly hashing: Hashing;
  readBytes: number;
  pieceStart: number;
  piece: Uint8Array;
};

/**
 * Hashes shards while they are read for loading, so that verifying costs no second reading. Reads that go
 * forward through a shard are free; one that goes back behind the last piece reads again. What was read is
 * trustworthy only once `finish` has returned.
 */
export class VerifyingSource implements PackageSource {
  readonly #source: PackageSource;
  readonly #files: ReadonlyMap<string, FileEntry>;
  readonly #progress = new Map<string, Progress>();
  /** First pieces that are on their way, by file. */
  readonly #ahead = new Map<string, ArrivingPiece>();
  readonly #onBytes: (byteLength: number) => void;

  /** @param onBytes is called with the number of bytes that have arrived for the first time; their sum is that of all files. */
  constructor(source: PackageSource, files: readonly FileEntry[], onBytes: (byteLength: number) => void) {
    this.#source = source;
    this.#files = new Map(files.map((entry) => [entry.file, entry]));
    this.#onBytes = onBytes;
  }

  /** Begins to read the first files, so that none waits for the one before and for what is done with it. */
  begin(signal: AbortSignal): void {
    let aheadBytes = 0;
    for (const { file, byteLength } of this.#files.values()) {
      aheadBytes += Math.min(byteLength, PIECE_BYTES);
      if (aheadBytes > AHEAD_BYTES) return;
      const piece = this.#fetch(file, 0, Math.min(byteLength, PIECE_BYTES), signal);
      piece.bytes.catch(() => {}); // met where it is awaited
      this.#ahead.set(file, piece);
    }
  }

  async read(file: string, signal: AbortSignal, offset = 0, byteLength?: number): Promise<Uint8Array> {
    const entry = this.#files.get(file);
    if (!entry) return this.#source.read(file, signal, offset, byteLength);
    const end = byteLength === undefined ? entry.byteLength : offset + byteLength;
    if (end > entry.byteLength) damaged(file);
    const progress = await this.#open(entry);
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
    return parts.length === 1 ? parts[0]! : joinBytes(parts);
  }

  /**
   * Reads what is left of every file and compares the hashes.
   * @throws FailureError 'bad-package' that names the damaged file.
   */
  async finish(signal: AbortSignal): Promise<void> {
    for (const entry of this.#files.values()) {
      const progress = await this.#open(entry);
      while (progress.readBytes < entry.byteLength) await this.#advance(entry, progress, signal);
      progress.piece = new Uint8Array(0);
      if ((await finished(progress.hashing)) !== entry.sha256) damaged(entry.file);
    }
    this.#progress.clear();
  }

  async #open({ file, byteLength }: FileEntry): Promise<Progress> {
    const known = this.#progress.get(file);
    if (known) return known;
    const progress = {
      hashing: await hashingOf(byteLength),
      readBytes: 0,
      pieceStart: 0,
      piece: new Uint8Array(0),
    };
    this.#progress.set(file, progress);
    return progress;
  }

  async #advance(entry: FileEntry, progress: Progress, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const byteLength = Math.min(PIECE_BYTES, entry.byteLength - progress.readBytes);
    const ahead = progress.readBytes === 0 ? this.#ahead.get(entry.file) : undefined;
    this.#ahead.delete(entry.file);
    const arriving = ahead ?? this.#fetch(entry.file, progress.readBytes, byteLength, signal);
    const piece = await arriving.bytes;
    if (piece.byteLength !== byteLength) damaged(entry.file);
    const { hashing } = progress;
    if (hashing.type === 'stream') hashing.hash.update(piece);
    else {
      // Begun at once: it runs while the next file is read.
      hashing.digest = sha256(piece);
      hashing.digest.catch(() => {}); // reported by `finish`
    }
    progress.piece = piece;
    progress.pieceStart = progress.readBytes;
    progress.readBytes += byteLength;
    arriving.tellRest();
  }

  /** Begins to read a piece, and tells its bytes as they arrive. */
  #fetch(file: string, offset: number, byteLength: number, signal: AbortSignal): ArrivingPiece {
    let arrivedBytes = 0;
    let toldBytes = 0;
    const tellUpTo = (bytes: number) => {
      if (bytes > toldBytes) this.#onBytes(bytes - toldBytes);
      toldBytes = Math.max(toldBytes, bytes);
    };
    const bytes = this.#source.read(file, signal, offset, byteLength, (count) => {
      // A server may send the whole file although a part was asked for.
      arrivedBytes = Math.min(byteLength, arrivedBytes + count);
      if (arrivedBytes - toldBytes >= TOLD_BYTES) tellUpTo(Math.floor(arrivedBytes));
    });
    return { bytes, tellRest: () => tellUpTo(byteLength) };
  }
}

type ArrivingPiece = {
  readonly bytes: Promise<Uint8Array>;
  /** Tells what was not told while it arrived. */
  readonly tellRest: () => void;
};

async function hashingOf(byteLength: number): Promise<Hashing> {
  return byteLength <= PIECE_BYTES
    ? { type: 'whole', digest: sha256(new Uint8Array(0)) }
    : { type: 'stream', hash: await createSha256() };
}

async function finished(hashing: Hashing): Promise<string> {
  return hashing.type === 'stream' ? hashing.hash.finish() : hashing.digest;
}

function damaged(file: string): never {
  fail(
    'bad-package',
    say`The file ${file} of the model package is damaged: its bytes are not those that were written. Import or download the model again.`,
    { file },
  );
}
