import type { KeptNotes } from '../platform/storage/kept-notes';

/** Value of a note, which other pages of this origin may have written; null for none and for one that is no JSON. */
export function keptJson(notes: KeptNotes, name: string): unknown {
  try {
    return JSON.parse(notes.read(name) ?? 'null');
  } catch {
    return null;
  }
}
