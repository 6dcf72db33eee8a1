import { useCallback, useEffect, useRef } from 'react';
import type { Failure } from '../core/failure';
import { isAbout } from './failures';
import { usePageState } from './page-context';

/** Failures whose field has had the focus: it is not taken there again when the field is drawn anew. */
const met = new WeakSet<Failure>();

/**
 * For a field that a failure may be about, by the name it has in failures.
 * @returns whether it is wrong now, and a ref that takes the focus there when it becomes so.
 */
export function useWrong(field: string) {
  const problem = usePageState((state) => state.problem);
  const element = useRef<HTMLElement | null>(null);
  const ref = useCallback((drawn: HTMLElement | null) => {
    element.current = drawn;
  }, []);
  useEffect(() => {
    if (!problem || met.has(problem) || !isAbout(problem, field) || !element.current) return;
    met.add(problem);
    element.current.focus();
  }, [problem, field]);
  return { isWrong: isAbout(problem, field), ref };
}
