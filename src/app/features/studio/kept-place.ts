import type { KeptNotes } from '../../../platform/storage/kept-notes';
import { keptJson } from '../../kept-json';
import type { StudioOffer } from './studio-slice';

const OFFER_NOTE = 'studio';
const TEXT_NOTE = 'text';
const NOTHING_NOTE = 'studio-keeps-nothing';
const MOST_TITLE = 200;
/** Browsers give notes five million characters in all; a longer text is kept in a project. */
const MOST_TEXT = 1_000_000;

/** The text that was written last without the studio, else the project that was open last and the place in it. */
export function readOffer(notes: KeptNotes): StudioOffer | null {
  const text = notes.read(TEXT_NOTE) ?? '';
  if (text !== '') return { type: 'text', text: text.slice(0, MOST_TEXT) };
  const { id, title, seconds } = (keptJson(notes, OFFER_NOTE) ?? {}) as Record<string, unknown>;
  if (typeof id !== 'string' || typeof title !== 'string' || typeof seconds !== 'number') return null;
  return { type: 'project', id, title: title.slice(0, MOST_TITLE), seconds: Math.max(0, seconds) };
}

export function writeOffer(notes: KeptNotes, id: string, title: string, seconds: number): void {
  notes.write(OFFER_NOTE, JSON.stringify({ id, title, seconds }));
}

export function forgetOffer(notes: KeptNotes): void {
  notes.write(OFFER_NOTE, 'null');
}

/** Keeps a text that is in no project; an empty one is forgotten. @returns whether it will be there the next time. */
export function writeText(notes: KeptNotes, text: string): boolean {
  return notes.write(TEXT_NOTE, text.length > MOST_TEXT ? '' : text);
}

/** True once someone has asked that nothing outlives the page. */
export const keepsNothing = (notes: KeptNotes): boolean => notes.read(NOTHING_NOTE) === 'true';

export function writeKeepsNothing(notes: KeptNotes, isWanted: boolean): void {
  notes.write(NOTHING_NOTE, String(isWanted));
}
