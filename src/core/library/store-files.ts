/**
 * Port: the files of the model store, in folders one deep. Adapters: OPFS, memory.
 * @throws FailureError 'storage' when the disk is full or cannot be used.
 */
export interface StoreFiles {
  /** Empty when there is no such folder. */
  list(folder: string): Promise<readonly { readonly name: string; readonly byteLength: number }[]>;
  /** Null when there is no such file. */
  byteLength(path: string): Promise<number | null>;
  /** @returns fewer bytes than asked for when the file ends before. */
  read(path: string, offset: number, byteLength: number, signal: AbortSignal): Promise<Uint8Array>;
  /** Opens for writing behind the first `from` bytes, making the file where there is none; the rest is cut off. */
  open(path: string, from: number, signal: AbortSignal): Promise<StoreFileWriter>;
  /** Replaces what is there. Both closed. */
  move(path: string, to: string): Promise<void>;
  /** Harmless when there is no such file. */
  remove(path: string): Promise<void>;
  /** Null where the browser does not report it. */
  estimate(): Promise<{ readonly usedBytes: number | null; readonly freeBytes: number | null }>;
  isPersisted(): Promise<boolean>;
}

export interface StoreFileWriter {
  /** @param bytes may be changed by the caller once the promise is fulfilled. */
  write(bytes: Uint8Array, signal: AbortSignal): Promise<void>;
  /** Makes written bytes survive a crash. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** Port: locks over all tabs. A lock ends with its holder, also in a crash. */
export interface StoreLocks {
  /** @returns a function that releases the lock; null when it is held elsewhere. */
  tryLock(name: string, mode: 'exclusive' | 'shared'): Promise<(() => void) | null>;
  lock(name: string, mode: 'exclusive' | 'shared', signal: AbortSignal): Promise<() => void>;
}

/** Held shared while a model is open, so that it is not removed. */
export const modelLock = (id: string): string => `pagevoice-model-${id}`;
/** Exclusive lock of the operation that writes. */
export const WRITE_LOCK = 'pagevoice-library';
