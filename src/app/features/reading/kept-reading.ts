import { FailureError } from '../../../core/failure';
import {
  type Pronunciation,
  parsePronunciationFile,
  writePronunciationFile,
} from '../../../core/text/pronunciations';
import type { KeptNotes } from '../../../platform/storage/kept-notes';
import { keptJson } from '../../kept-json';
import { t } from '../../language/language';
import type { RuleSwitches } from './reading-slice';

/** Names of the notes. */
export const LIST_NOTE = 'pronunciations';
export const SWITCHES_NOTE = 'text-rules';

/** Caps above the number of rules of any language and the length of their names. */
const MOST_SWITCHES = 200;
const LONGEST_NAME = 100;

export type KeptList = {
  /** Null where nothing can be read. */
  readonly list: readonly Pronunciation[] | null;
  /** Empty where all is well. */
  readonly problem: string;
};

/** The note is untrusted: other pages of this origin can write it. */
export function readList(notes: KeptNotes): KeptList {
  const note = notes.read(LIST_NOTE);
  if (note === null) return { list: null, problem: '' };
  try {
    return { list: parsePronunciationFile(note), problem: '' };
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    const problem = t`The list that was kept on this device cannot be read, and is written over with the next change. ${error.message}`;
    return { list: null, problem };
  }
}

export function writeList(notes: KeptNotes, list: readonly Pronunciation[]): boolean {
  return notes.write(LIST_NOTE, writePronunciationFile(list));
}

/** A note that cannot be read counts as none. */
export function readSwitches(notes: KeptNotes): RuleSwitches {
  const kept = keptJson(notes, SWITCHES_NOTE);
  if (typeof kept !== 'object' || kept === null || Array.isArray(kept)) return {};
  const known = Object.entries(kept)
    .slice(0, MOST_SWITCHES)
    .filter(([name, isOn]) => name.length <= LONGEST_NAME && typeof isOn === 'boolean');
  return Object.fromEntries(known);
}

export function writeSwitches(notes: KeptNotes, switched: RuleSwitches): boolean {
  return notes.write(SWITCHES_NOTE, JSON.stringify(switched));
}
