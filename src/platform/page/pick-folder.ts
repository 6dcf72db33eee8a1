/** Newer than the library of types, and not in every browser. */
type PickingWindow = typeof globalThis & {
  showDirectoryPicker?(options: { readonly mode: PickMode }): Promise<FileSystemDirectoryHandle>;
};
type PickMode = 'read' | 'readwrite';

const picker = (globalThis as PickingWindow).showDirectoryPicker?.bind(globalThis);

/** Asks for a folder, inside a click; null where the browser cannot. The promise is null when none was chosen. */
export const pickFolder: ((mode: PickMode) => Promise<FileSystemDirectoryHandle | null>) | null = picker
  ? (mode) =>
      picker({ mode }).catch((error: unknown) => {
        if ((error as { name?: string }).name === 'AbortError') return null;
        throw error;
      })
  : null;
