import type { PageDevices } from './page-devices';
import { isBusy, type PageState } from './page-state';
import type { PageStore } from './page-store';
import { toFailure } from './to-failure';

/** Measures the device, while nothing else works on it: figures of a busy device are worth nothing. */
export class Measuring {
  readonly #store: PageStore;
  readonly #devices: PageDevices;
  #stop: AbortController | null = null;

  constructor(store: PageStore, devices: PageDevices) {
    this.#store = store;
    this.#devices = devices;
  }

  async start(): Promise<void> {
    if (this.#stop || isWorking(this.#store.getState())) return;
    const stop = new AbortController();
    this.#stop = stop;
    this.#store.dispatch({ type: 'device-changed', device: { type: 'measuring' } });
    try {
      const facts = await this.#devices.measureDevice(this.#store.getState().backend, stop.signal);
      if (stop.signal.aborted) return;
      this.#store.dispatch({ type: 'device-changed', device: { type: 'measured', facts } });
    } catch (error) {
      if (stop.signal.aborted) return;
      this.#store.dispatch({ type: 'device-changed', device: { type: 'failed', failure: toFailure(error) } });
    } finally {
      if (this.#stop === stop) this.#stop = null;
    }
  }

  /** Something else wants the device now. */
  stop(): void {
    if (!this.#stop) return;
    this.#stop.abort();
    this.#stop = null;
    this.#store.dispatch({ type: 'device-changed', device: { type: 'unmeasured' } });
  }
}

/** Something uses the device already. */
export const isWorking = ({ model, speech, library, check }: PageState): boolean =>
  model.type === 'loading' || isBusy(speech) || library.task !== null || check.type === 'checking';
