import type { PickedFile } from '../opfs/picked-files';

/** Files of a file field: a folder's files with their paths, or single files. */
export function filesOfInput(input: HTMLInputElement): PickedFile[] {
  return [...(input.files ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

/** All that is in a folder which a person opened to the page. */
export async function filesOfFolder(folder: FileSystemDirectoryHandle): Promise<PickedFile[]> {
  const found: PickedFile[] = [];
  for await (const inner of folder.values()) {
    const files =
      inner.kind === 'file'
        ? [{ path: inner.name, file: await inner.getFile() }]
        : await filesOfFolder(inner);
    for (const { path, file } of files) found.push({ path: `${folder.name}/${path}`, file });
  }
  return found;
}

/** Dropped files, folders with their contents. Call it inside the event: the browser clears them later. */
export async function droppedFiles(transfer: DataTransfer): Promise<PickedFile[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry());
  const found: PickedFile[] = [];
  for (const entry of entries) if (entry) await gather(entry, found);
  return found;
}

async function gather(entry: FileSystemEntry, found: PickedFile[]): Promise<void> {
  const path = entry.fullPath.replace(/^\//, '');
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => {
      (entry as FileSystemFileEntry).file(resolve, reject);
    });
    found.push({ path, file });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // A reader gives at most a hundred entries at a time.
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (part.length === 0) return;
    for (const inner of part) await gather(inner, found);
  }
}
