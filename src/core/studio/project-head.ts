import { type Project, titleOf } from './project';
import type { ProjectHead } from './project-store';

export function headOf({ id, createdAtMs, changedAtMs, draft }: Project): ProjectHead {
  return { id, title: titleOf(draft), createdAtMs, changedAtMs, characterCount: draft.text.length };
}

/** Whether title or text hold every word of a search, in any case. */
export function isFound({ draft }: Project, search: string): boolean {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const text = `${draft.title}\n${draft.text}`.toLowerCase();
  return words.every((word) => text.includes(word));
}
