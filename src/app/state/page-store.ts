import { firstPageState, reducePage } from './page-reducer';
import type { PageAction, PageState } from './page-state';

/** Holds the page's state outside React, so that work goes on whatever is mounted. */
export class PageStore {
  #state: PageState = firstPageState;
  readonly #listeners = new Set<() => void>();

  /** Bound, because React calls it on its own. */
  readonly getState = (): PageState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  dispatch(action: PageAction): void {
    const next = reducePage(this.#state, action);
    if (next === this.#state) return;
    this.#state = next;
    for (const listener of this.#listeners) listener();
  }
}
