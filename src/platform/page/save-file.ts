import type { FileSink } from '../../core/studio/write-export';
import { saveBlob } from './save-blob';

/** A file that a person saves, written as its bytes come. Either `close` or `discard` ends it. */
export interface SavedFile extends FileSink {
  close(): Promise<void>;
  /** Leaves nothing behind. */
  discard(): Promise<void>;
}

/** Newer than the library of types, and not in every browser. */
type PickingWindow = typeof globalThis & {
  showSaveFilePicker?(options: { readonly suggestedName: string }): Promise<FileSystemFileHandle>;
};

/** Bytes that are handed to the browser at a time, which keeps large blobs on its disk. */
const BLOB_BYTES = 2 ** 20;

/**
 * Opens a file to be saved: at a place that the person chooses, where the browser can write to it, else as a download at the
 * end. Must be called inside a click. @returns null where no place was chosen.
 */
export async function saveFile(name: string): Promise<SavedFile | null> {
  const pick = (globalThis as PickingWindow).showSaveFilePicker;
  if (!pick) return downloadedFile(name);
  try {
    const handle = await pick.call(globalThis, { suggestedName: name });
    const stream = await handle.createWritable();
    return {
      write: (bytes) => stream.write(bytes as Uint8Array<ArrayBuffer>),
      close: () => stream.close(),
      discard: () => stream.abort(),
    };
  } catch (error) {
    if ((error as { name?: string }).name === 'AbortError') return null;
    throw error;
  }
}

function downloadedFile(name: string): SavedFile {
  const blobs: Blob[] = [];
  let waiting: Uint8Array<ArrayBuffer>[] = [];
  let waitingBytes = 0;
  const put = () => {
    blobs.push(new Blob(waiting));
    waiting = [];
    waitingBytes = 0;
  };
  return {
    write: async (bytes) => {
      waiting.push(bytes.slice());
      waitingBytes += bytes.length;
      if (waitingBytes >= BLOB_BYTES) put();
    },
    close: async () => {
      put();
      saveBlob(name, new Blob(blobs));
    },
    discard: async () => {
      blobs.length = 0;
    },
  };
}
