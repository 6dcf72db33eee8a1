import type { Failure } from '../core/failure';
import type { Manifest } from '../core/package/manifest';
import type { EngineInfo, LoadProgress } from '../core/speech/speech-engine';

/** Events of a Pagevoice, by name. */
export type PagevoiceEvents = {
  /** A model is being loaded. */
  readonly loading: { readonly model: string; readonly progress: LoadProgress };
  /** Bytes of a model that is being kept on this device. */
  readonly keeping: { readonly model: string; readonly doneBytes: number; readonly totalBytes: number };
  readonly ready: { readonly model: string; readonly manifest: Manifest; readonly info: EngineInfo };
  /** A model could not be loaded. */
  readonly failed: { readonly model: string; readonly failure: Failure };
  readonly disposed: null;
};

type Listener<Event> = (event: Event) => void;

/** Listeners by the name of the event. One that throws disturbs neither the others nor the work. */
export class Listeners<Events extends object> {
  readonly #known = new Map<keyof Events, Set<Listener<never>>>();

  /** @returns a function that ends the subscription. */
  on<Name extends keyof Events>(name: Name, listener: Listener<Events[Name]>): () => void {
    const set = this.#known.get(name) ?? new Set();
    this.#known.set(name, set);
    set.add(listener as Listener<never>);
    return () => void set.delete(listener as Listener<never>);
  }

  tell<Name extends keyof Events>(name: Name, event: Events[Name]): void {
    for (const listener of [...(this.#known.get(name) ?? [])]) {
      try {
        (listener as Listener<Events[Name]>)(event);
      } catch (error) {
        // Reported as any error of a page is.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
