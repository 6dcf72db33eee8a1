import { fail } from '../../src/core/failure';
import type { StoreFiles, StoreFileWriter, StoreLocks } from '../../src/core/library/store-files';

type Held = { bytes: Uint8Array; length: number; durableLength: number; isOpen: boolean };

/** A disk in memory that can be full, and can lose what was not flushed. */
export class MemoryStore implements StoreFiles {
  readonly #files = new Map<string, Held>();
  /** Bytes that the disk holds in all; null for endless. */
  quotaBytes: number | null = null;
  /** Changes that were made to the disk so far. */
  changeCount = 0;
  /** The computer loses its power at this change; null for never. */
  failsAtChange: number | null = null;
  /** What estimate() tells, when it differs from the truth. */
  claimedFreeBytes: number | null = null;

  /** The disk after a crash: every file keeps what was flushed and some of the rest. @param share 0 … 1 */
  afterCrash(share: number): MemoryStore {
    const survivor = new MemoryStore();
    for (const [path, { bytes, length, durableLength }] of this.#files) {
      const kept = durableLength + Math.floor((length - durableLength) * share);
      survivor.put(path, bytes.slice(0, kept));
    }
    return survivor;
  }

  put(path: string, bytes: Uint8Array): void {
    const { length } = bytes;
    this.#files.set(path, { bytes, length, durableLength: length, isOpen: false });
  }

  get paths(): readonly string[] {
    return [...this.#files.keys()].sort();
  }

  get usedBytes(): number {
    return [...this.#files.values()].reduce((sum, { length }) => sum + length, 0);
  }

  /** Turns one bit of a file. */
  damage(path: string): void {
    const file = this.#files.get(path)!;
    file.bytes[file.length >> 1]! ^= 4;
  }

  async list(folder: string) {
    return [...this.#files]
      .filter(([path]) => path.startsWith(`${folder}/`))
      .map(([path, { length }]) => ({ name: path.slice(folder.length + 1), byteLength: length }));
  }

  async byteLength(path: string): Promise<number | null> {
    return this.#files.get(path)?.length ?? null;
  }

  async read(path: string, offset: number, byteLength: number, signal: AbortSignal): Promise<Uint8Array> {
    signal.throwIfAborted();
    const file = this.#files.get(path);
    if (!file) throw new Error(`${path} is read without having been found`);
    return file.bytes.slice(offset, Math.min(file.length, offset + byteLength));
  }

  async open(path: string, from: number, signal: AbortSignal): Promise<StoreFileWriter> {
    signal.throwIfAborted();
    this.#change();
    const file = this.#files.get(path) ?? {
      bytes: new Uint8Array(0),
      length: 0,
      durableLength: 0,
      isOpen: false,
    };
    if (file.isOpen) throw new Error(`${path} is open twice`);
    if (from > file.length) throw new Error(`${path} is opened behind its end`);
    this.#files.set(path, file);
    file.isOpen = true;
    file.length = from;
    file.durableLength = Math.min(from, file.durableLength);
    return {
      write: async (bytes, stop) => {
        stop.throwIfAborted();
        this.#change();
        if (!file.isOpen) throw new Error(`${path} is written after it was closed`);
        if (this.quotaBytes !== null && this.usedBytes + bytes.byteLength > this.quotaBytes) {
          fail('storage', 'The disk is full.');
        }
        const needed = file.length + bytes.byteLength;
        if (file.bytes.byteLength < needed) {
          const grown = new Uint8Array(2 * needed);
          grown.set(file.bytes.subarray(0, file.length));
          file.bytes = grown;
        }
        file.bytes.set(bytes, file.length);
        file.length = needed;
      },
      flush: async () => {
        this.#change();
        file.durableLength = file.length;
      },
      close: async () => {
        file.isOpen = false;
      },
    };
  }

  async move(path: string, to: string): Promise<void> {
    this.#change();
    const file = this.#files.get(path);
    if (!file || file.isOpen) throw new Error(`${path} cannot be moved`);
    this.#files.delete(path);
    this.#files.set(to, file);
  }

  async remove(path: string): Promise<void> {
    this.#change();
    if (this.#files.get(path)?.isOpen) throw new Error(`${path} is removed while it is open`);
    this.#files.delete(path);
  }

  async estimate() {
    const free = this.quotaBytes === null ? null : this.quotaBytes - this.usedBytes;
    return { usedBytes: this.usedBytes, freeBytes: this.claimedFreeBytes ?? free };
  }

  async isPersisted(): Promise<boolean> {
    return false;
  }

  #change(): void {
    if (this.changeCount === this.failsAtChange) throw new PowerLoss();
    this.changeCount++;
  }
}

/** Nothing can be written any more. */
export class PowerLoss extends Error {}

/** Locks of all "tabs" that share this object. */
export class MemoryLocks implements StoreLocks {
  readonly #held = new Map<string, { mode: 'exclusive' | 'shared'; count: number }>();
  readonly #waiting: (() => void)[] = [];

  async tryLock(name: string, mode: 'exclusive' | 'shared'): Promise<(() => void) | null> {
    const held = this.#held.get(name);
    if (held && (mode === 'exclusive' || held.mode === 'exclusive')) return null;
    this.#held.set(name, { mode, count: (held?.count ?? 0) + 1 });
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      const { count } = this.#held.get(name)!;
      if (count === 1) this.#held.delete(name);
      else this.#held.set(name, { mode, count: count - 1 });
      for (const wake of this.#waiting.splice(0)) wake();
    };
  }

  async lock(name: string, mode: 'exclusive' | 'shared', signal: AbortSignal): Promise<() => void> {
    for (;;) {
      const release = await this.tryLock(name, mode);
      if (release) return release;
      await new Promise<void>((resolve, reject) => {
        this.#waiting.push(resolve);
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      });
    }
  }
}
