/** Other notes of this origin, such as those of another page on the same host, are left alone. */
const prefix = 'pagevoice.';

/**
 * Short texts that stay on the device, by name: what one tab writes, every other one of the same site is told.
 * A private window may have no storage, or throw it away; then nothing is read, and a write says so.
 * @param open because the mere look at `localStorage` throws where a browser forbids it.
 */
export function keptNotes(open: () => Storage, tabs: EventTarget) {
  return {
    read(name: string): string | null {
      try {
        return open().getItem(prefix + name);
      } catch {
        return null;
      }
    },
    /** @returns whether it will be there the next time. */
    write(name: string, text: string): boolean {
      try {
        open().setItem(prefix + name, text);
        return true;
      } catch {
        return false;
      }
    },
    /** @param told of each note that another tab has changed. */
    whenChanged(told: (name: string) => void): void {
      tabs.addEventListener('storage', (event) => {
        const { key } = event as StorageEvent;
        if (key?.startsWith(prefix)) told(key.slice(prefix.length));
      });
    },
  };
}
