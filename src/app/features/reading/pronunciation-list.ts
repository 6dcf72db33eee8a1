import { MAX_PRONUNCIATIONS, type Pronunciation, sideFault } from '../../../core/text/pronunciations';
import { t } from '../../language/language';

export type DraftProblem = { readonly field: 'written' | 'said'; readonly message: string };

/** Two entries that would be found in the same places. */
function isSameWord(a: Pronunciation, b: Pronunciation): boolean {
  return keyOf(a) === keyOf(b);
}

export const isSameEntry = (a: Pronunciation, b: Pronunciation): boolean =>
  a.written === b.written && a.said === b.said && a.matchCase === b.matchCase && a.wholeWord === b.wholeWord;

/** A fault of an entry and the field that has it. @param others of the list. */
export function draftProblem(draft: Pronunciation, others: readonly Pronunciation[]): DraftProblem | null {
  if (draft.written.trim() === '')
    return { field: 'written', message: t`Write the word here as it stands in your text.` };
  if (others.some((other) => isSameWord(other, draft)))
    return { field: 'written', message: t`“${draft.written}” is in the list already. Edit it there.` };
  if (others.length >= MAX_PRONUNCIATIONS) return { field: 'written', message: tooMany(others.length + 1) };
  for (const field of ['written', 'said'] as const) {
    const fault = sideFault(draft[field]);
    if (fault) return { field, message: t`This ${fault}` };
  }
  return null;
}

export type Merged = {
  readonly list: readonly Pronunciation[];
  readonly added: number;
  readonly changed: number;
};

/** Puts a file's entries into a list; for a word that both have, the file's entry counts. */
export function mergeLists(list: readonly Pronunciation[], file: readonly Pronunciation[]): Merged {
  const merged = new Map(list.map((entry) => [keyOf(entry), entry]));
  const before = merged.size;
  let changed = 0;
  for (const entry of file) {
    const known = merged.get(keyOf(entry));
    if (known && !isSameEntry(known, entry)) changed++;
    merged.set(keyOf(entry), entry);
  }
  return { list: [...merged.values()], added: merged.size - before, changed };
}

export function tooMany(count: number): string {
  return t`The list would have ${count} entries; at most ${MAX_PRONUNCIATIONS} can be kept. Remove some first.`;
}

function keyOf({ written, matchCase }: Pronunciation): string {
  return matchCase ? `exact ${written}` : `any ${written.toLowerCase()}`;
}
