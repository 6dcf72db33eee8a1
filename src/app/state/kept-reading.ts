import { FailureError } from '../../core/failure';
import {
  type Pronunciation,
  parsePronunciationFile,
  writePronunciationFile,
} from '../../core/text/pronunciations';
import type { KeptNotes } from './page-devices';
import type { RuleSwitches } from './reading-state';

/** Names of the notes. */
export const listNote = 'pronunciations';
export const switchesNote = 'text-rules';

/** More than any language has rules, and longer than any of their names. */
const mostSwitches = 200;
const longestName = 100;

export type KeptList = {
  /** Null where nothing can be read. */
  readonly list: readonly Pronunciation[] | null;
  /** Empty where all is well. */
  readonly problem: string;
};

/** Whoever uses this origin may have written the note, so nothing about it is believed. */
export function readList(notes: KeptNotes): KeptList {
  const note = notes.read(listNote);
  if (note === null) return { list: null, problem: '' };
  try {
    return { list: parsePronunciationFile(note), problem: '' };
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    const problem = `The list that was kept on this device cannot be read, and is written over with the next change. ${error.message}`;
    return { list: null, problem };
  }
}

export function writeList(notes: KeptNotes, list: readonly Pronunciation[]): boolean {
  return notes.write(listNote, writePronunciationFile(list));
}

/** A note that cannot be read counts as none. */
export function readSwitches(notes: KeptNotes): RuleSwitches {
  let kept: unknown;
  try {
    kept = JSON.parse(notes.read(switchesNote) ?? '{}');
  } catch {
    return {};
  }
  if (typeof kept !== 'object' || kept === null || Array.isArray(kept)) return {};
  const known = Object.entries(kept)
    .slice(0, mostSwitches)
    .filter(([name, isOn]) => name.length <= longestName && typeof isOn === 'boolean');
  return Object.fromEntries(known);
}

export function writeSwitches(notes: KeptNotes, switched: RuleSwitches): boolean {
  return notes.write(switchesNote, JSON.stringify(switched));
}
