import type { KeptNotes } from '../../../platform/storage/kept-notes';
import { keptJson } from '../../kept-json';

const NOTE = 'trusted-origins';
/** Far more than anybody fetches models from. */
const MOST_ORIGINS = 100;

/** Other sites that a person lets models be fetched from; kept on this device, so that each is asked about once. */
export function createTrustedOrigins(notes: KeptNotes) {
  /** Used where the browser stores nothing; lasts until the page is closed. */
  let here: readonly string[] = [];

  /** Nothing in the note is believed: other pages of this origin can write it. */
  function list(): readonly string[] {
    const kept = keptJson(notes, NOTE);
    const origins = (Array.isArray(kept) ? kept : []).filter(isOrigin).slice(0, MOST_ORIGINS);
    return [...new Set([...origins, ...here])];
  }

  function change(origins: readonly string[]): void {
    const isKept = notes.write(NOTE, JSON.stringify(origins));
    here = isKept ? [] : origins;
  }

  return { list, change, add: (origins: readonly string[]) => change([...new Set([...list(), ...origins])]) };
}

/** A star would mean many hosts in the page's policy, a semicolon another rule of it. */
function isOrigin(value: unknown): value is string {
  if (typeof value !== 'string' || !URL.canParse(value) || /[*;,\s]/.test(value)) return false;
  const { origin, protocol } = new URL(value);
  return origin === value && /^https?:$/.test(protocol);
}
