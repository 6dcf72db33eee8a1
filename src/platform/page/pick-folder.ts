/** Newer than the library of types, and not in every browser. */
type PickingWindow = typeof globalThis & {
  showDirectoryPicker?(options: { readonly mode: 'readwrite' }): Promise<FileSystemDirectoryHandle>;
};

const picker = (globalThis as PickingWindow).showDirectoryPicker?.bind(globalThis);

/** Asks for a folder to write into, inside a click; null where the browser cannot. */
export const pickFolder: (() => Promise<FileSystemDirectoryHandle | null>) | null = picker
  ? () => picker({ mode: 'readwrite' })
  : null;
