import type { Failure } from '../../../core/failure';
import type { PageState, PageStore } from '../../store';

const MOST = 10;

/** Remembers what went wrong since the page was opened, for the report. @returns the last failures, the newest first. */
export function followFailures(store: PageStore): () => readonly Failure[] {
  let recent: readonly Failure[] = [];
  store.subscribe((state) => {
    for (const failure of failuresIn(state))
      if (!recent.includes(failure)) recent = [failure, ...recent].slice(0, MOST);
  });
  return () => recent;
}

function failuresIn({
  problem,
  model,
  reference,
  library,
  device,
  rehearsal,
}: PageState): readonly Failure[] {
  const ended = [model, reference, device, rehearsal].map((one) => ('failure' in one ? one.failure : null));
  return [problem, library.problem, ...ended].filter((failure) => failure !== null);
}
