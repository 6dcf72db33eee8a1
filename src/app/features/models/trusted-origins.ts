import type { KeptNotes } from '../../../platform/storage/kept-notes';
import { keptJson } from '../../kept-json';

const NOTE = 'trusted-origins';

/** Other sites whose models the user has confirmed; kept on this device, so that each is confirmed once. */
export function createTrustedOrigins(notes: KeptNotes) {
  /** Used where the browser stores nothing; lasts until the page is closed. */
  const here = new Set<string>();

  function kept(): readonly string[] {
    const list = keptJson(notes, NOTE);
    return Array.isArray(list) ? list.filter((origin) => typeof origin === 'string') : [];
  }

  return {
    has: (origin: string): boolean => here.has(origin) || kept().includes(origin),
    add(origin: string): void {
      here.add(origin);
      notes.write(NOTE, JSON.stringify([...new Set([...kept(), origin])]));
    },
  };
}
