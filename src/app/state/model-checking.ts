import type { CheckStep } from '../../core/verify/verify-model';
import type { PageDevices } from './page-devices';
import type { PageStore } from './page-store';
import { toFailure } from './to-failure';

/** Verifies the loaded model when a person asks for it. Speech that is asked for meanwhile waits its turn. */
export class ModelChecking {
  readonly #store: PageStore;
  readonly #devices: PageDevices;
  #stop: AbortController | null = null;

  constructor(store: PageStore, devices: PageDevices) {
    this.#store = store;
    this.#devices = devices;
  }

  async start(): Promise<void> {
    if (this.#stop) return; // the button is off while it runs
    const stop = new AbortController();
    this.#stop = stop;
    const dispatch: PageStore['dispatch'] = (action) => {
      if (this.#stop === stop) this.#store.dispatch(action);
    };
    dispatch({ type: 'check-begun' });
    try {
      const onStep = (step: CheckStep) => dispatch({ type: 'check-step', step });
      const results = await this.#devices.engine.verify(onStep, stop.signal);
      dispatch({ type: 'check-ended', results });
    } catch (error) {
      if (stop.signal.aborted) dispatch({ type: 'check-stopped' });
      else dispatch({ type: 'check-failed', failure: toFailure(error) });
    }
    if (this.#stop === stop) this.#stop = null;
  }

  stop(): void {
    this.#stop?.abort();
  }

  /** Another model comes: what is still found of this one is of no use. */
  drop(): void {
    this.stop();
    this.#stop = null;
  }
}
