/** Short texts by name, see `keptNotes`. Nothing here throws. */
export type KeptNotes = ReturnType<typeof keptNotes>;

/** Other notes of this origin, such as those of another page on the same host, are left alone. */
const PREFIX = 'pagevoice.';

/**
 * Short texts that stay on the device, by name: the other tabs of the site are notified of a change. A
 * private window may have no storage, or throw it away; then nothing is read, and a write says so.
 * @param open because the mere look at `localStorage` throws where a browser forbids it.
 */
export function keptNotes(open: () => Storage, tabs: EventTarget) {
  return {
    read(name: string): string | null {
      try {
        return open().getItem(PREFIX + name);
      } catch {
        return null;
      }
    },
    /** @returns whether it will be there the next time. */
    write(name: string, text: string): boolean {
      try {
        open().setItem(PREFIX + name, text);
        return true;
      } catch {
        return false;
      }
    },
    /** @param listener called with the name of each note that another tab has changed. */
    whenChanged(listener: (name: string) => void): void {
      tabs.addEventListener('storage', (event) => {
        const { key } = event as StorageEvent;
        if (key?.startsWith(PREFIX)) listener(key.slice(PREFIX.length));
      });
    },
  };
}
