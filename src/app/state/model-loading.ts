import type { BackendChoice } from '../../core/synthesis/speech-engine';
import type { Asking } from './asking';
import type { PageDevices } from './page-devices';
import type { ModelChoice } from './page-state';
import type { PageStore } from './page-store';
import { toFailure } from './to-failure';

/** Finds, loads and replaces the model. A newer wish always ends the one before. */
export class ModelLoading {
  readonly #store: PageStore;
  readonly #devices: PageDevices;
  readonly #asking: Asking;
  #abort = new AbortController();
  #wishes = 0;

  constructor(store: PageStore, devices: PageDevices, asking: Asking) {
    this.#store = store;
    this.#devices = devices;
    this.#asking = asking;
  }

  /** Looks for packages and loads the first. */
  async start(): Promise<void> {
    const signal = this.#renew();
    try {
      const choices = await this.#devices.findModels(signal);
      if (signal.aborted) return;
      this.#store.dispatch({ type: 'choices-found', choices });
      const first = choices[0];
      if (first) await this.load(first);
    } catch (error) {
      if (!signal.aborted) this.#store.dispatch({ type: 'model-failed', failure: toFailure(error) });
    }
  }

  /** @returns when it is ready, has failed or is asked about; never throws. What is loaded stays until the answer. */
  async load(choice: ModelChoice): Promise<void> {
    const wish = ++this.#wishes;
    const may = this.#asking.mayLoad(choice);
    if (may !== true && (!(await may) || wish !== this.#wishes)) return;
    const signal = this.#renew();
    const dispatch: PageStore['dispatch'] = (action) => {
      if (!signal.aborted) this.#store.dispatch(action);
    };
    dispatch({ type: 'model-loading', choice });
    try {
      const { backend } = this.#store.getState();
      const loaded = await this.#devices.engine.load(
        choice.url,
        backend,
        (progress) => dispatch({ type: 'model-progress', progress }),
        signal,
      );
      dispatch({ type: 'model-ready', ...loaded });
    } catch (error) {
      dispatch({ type: 'model-failed', failure: toFailure(error) });
    }
  }

  async chooseBackend(backend: BackendChoice): Promise<void> {
    this.#store.dispatch({ type: 'backend-chosen', backend });
    await this.retry();
  }

  /** The same package again, or the search for one. */
  async retry(): Promise<void> {
    const { model } = this.#store.getState();
    const choice = 'choice' in model ? model.choice : null;
    await (choice ? this.load(choice) : this.start());
  }

  #renew(): AbortSignal {
    this.#abort.abort();
    this.#abort = new AbortController();
    return this.#abort.signal;
  }
}
