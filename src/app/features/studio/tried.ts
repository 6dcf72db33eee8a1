import { toFailure } from '../../failures';
import type { PageStore } from '../../store';
import { problemMet } from '../speech/speech-slice';

/** Does what someone asked for, and tells what is in the way; what was told before is over. @returns whether all was done. */
export async function tried(store: PageStore, work: () => Promise<unknown>): Promise<boolean> {
  store.setState({ problem: null });
  try {
    await work();
    return true;
  } catch (error) {
    store.setState(problemMet(toFailure(error)));
    return false;
  }
}
