import { originOf } from '../../../core/data/web-origin';
import type { KeptNotes } from '../../../platform/storage/kept-notes';
import { keptJson } from '../../kept-json';

const NOTE = 'trusted-origins';
/** Far more than anybody fetches models from. */
const MOST_ORIGINS = 100;

/** Other sites that a person lets models be fetched from; kept on this device, so that each is asked about once. */
export function createTrustedOrigins(notes: KeptNotes) {
  /** Nothing in the note is believed: other pages of this origin can write it. */
  function list(): readonly string[] {
    const kept = keptJson(notes, NOTE);
    return Array.isArray(kept) ? [...new Set(kept.filter(isOrigin).slice(0, MOST_ORIGINS))] : [];
  }

  /** @returns whether they will be there when the page is opened anew. */
  const change = (origins: readonly string[]): boolean => notes.write(NOTE, JSON.stringify(origins));

  return { list, change };
}

function isOrigin(value: unknown): value is string {
  return typeof value === 'string' && originOf(value) === value;
}
