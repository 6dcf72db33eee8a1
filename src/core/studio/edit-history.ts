/** Limit of steps that can be undone; drafts share what did not change. */
const MOST_STEPS = 200;

/** Former and undone states of what is edited, the newest last. */
export type EditHistory<T> = {
  readonly past: readonly T[];
  readonly future: readonly T[];
  /** Kind of the last edit: further ones of the same kind are one step with it. Null after an undo. */
  readonly kind: string | null;
};

export const noHistory: EditHistory<never> = { past: [], future: [], kind: null };

/**
 * Notes an edit.
 * @param before the state that it changes.
 * @param kind such as `text`; edits of one kind in a row are one step. A kind that is to be a step each time is unique.
 */
export function edited<T>(history: EditHistory<T>, before: T, kind: string): EditHistory<T> {
  if (history.kind === kind) return { ...history, future: [] };
  return { past: [...history.past, before].slice(-MOST_STEPS), future: [], kind };
}

/** Ends a row of edits that are one step, such as when someone stops typing for a while. */
export function stepEnded<T>(history: EditHistory<T>): EditHistory<T> {
  return history.kind === null ? history : { ...history, kind: null };
}

/** @returns null where nothing is to be undone. */
export function undone<T>(
  history: EditHistory<T>,
  present: T,
): { readonly history: EditHistory<T>; readonly present: T } | null {
  const former = history.past.at(-1);
  if (former === undefined) return null;
  const past = history.past.slice(0, -1);
  return { present: former, history: { past, future: [...history.future, present], kind: null } };
}

/** @returns null where nothing is to be done again. */
export function redone<T>(
  history: EditHistory<T>,
  present: T,
): { readonly history: EditHistory<T>; readonly present: T } | null {
  const next = history.future.at(-1);
  if (next === undefined) return null;
  const future = history.future.slice(0, -1);
  return { present: next, history: { past: [...history.past, present], future, kind: null } };
}
