import { orAborted } from '../core/data/or-aborted';
import { type Failure, FailureError, failureFrom } from '../core/failure';
import type { ModelLibrary } from '../core/library/model-library';
import type { Manifest } from '../core/package/manifest';
import { type EngineInfo, engineError, type SpeechEngine } from '../core/speech/speech-engine';
import type { Listeners, PagevoiceEvents } from './events';
import type { ReadOptions } from './options';

export type LoadedModel = { readonly url: string; readonly manifest: Manifest; readonly info: EngineInfo };

type Library = Pick<ModelLibrary<never, never, never>, 'list' | 'install'>;

export type ModelKeeperParts = {
  readonly engine: SpeechEngine;
  /** Asked for only where models are kept on the device. */
  readonly library: () => Library;
  readonly options: Pick<ReadOptions, 'backend' | 'cache'>;
  readonly listeners: Listeners<PagevoiceEvents>;
  readonly notes: Notes;
};

/** Short texts that stay on the device, by name. Nothing here throws. */
export type Notes = {
  readonly read: (name: string) => string | null;
  readonly write: (name: string, text: string) => boolean;
};

/**
 * The note that says which kept model came from an address; kept models know only what their makers say of
 * themselves.
 */
const noteOf = (url: string) => `pagevoice-kept:${url}`;

/** @returns what went wrong with a model, in a sentence that names its address. */
export function failureOf(url: string, error: unknown): Failure {
  const failure = failureFrom(error, engineError);
  return failure.message.includes(url)
    ? failure
    : { ...failure, message: `The model at ${url} could not be loaded. ${failure.message}` };
}

/**
 * Loads a model when it is first needed, once for all who wait for it, and keeps it until another is asked
 * for.
 */
export class ModelKeeper {
  readonly #parts: ModelKeeperParts;
  #url: string | null = null;
  #loading: Promise<LoadedModel> | null = null;
  #loaded: LoadedModel | null = null;
  readonly #end = new AbortController();

  constructor(parts: ModelKeeperParts) {
    this.#parts = parts;
  }

  /** The model that can speak now. */
  get loaded(): LoadedModel | null {
    return this.#loaded;
  }

  /**
   * The caller has the engine to itself: loading another model ends what the one before is doing.
   * @param url absolute address of a package. @param signal ends the wait, not the load.
   * @throws FailureError that names the address; the next call tries again.
   */
  async open(url: string, signal: AbortSignal): Promise<LoadedModel> {
    signal.throwIfAborted();
    if (this.#url !== url || !this.#loading) {
      this.#url = url;
      this.#loaded = null;
      const loading = this.#load(url);
      this.#loading = loading;
      loading.then(
        (loaded) => {
          if (this.#loading === loading) this.#loaded = loaded;
        },
        () => {
          if (this.#loading === loading) this.#loading = null;
        },
      );
    }
    return orAborted(this.#loading, signal);
  }

  dispose(): void {
    this.#end.abort(new FailureError({ kind: 'engine-gone', message: 'This Pagevoice was disposed of.' }));
    this.#loading = null;
    this.#loaded = null;
  }

  async #load(url: string): Promise<LoadedModel> {
    const { engine, options, listeners } = this.#parts;
    const { signal } = this.#end;
    try {
      const packageUrl = options.cache === 'device' ? await this.#kept(url, signal) : url;
      const onProgress = (progress: PagevoiceEvents['loading']['progress']) =>
        listeners.tell('loading', { model: url, progress });
      const loaded = await engine.load(packageUrl, options.backend, onProgress, signal);
      listeners.tell('ready', { model: url, ...loaded });
      return { url, ...loaded };
    } catch (error) {
      const told = failureOf(url, error);
      listeners.tell('failed', { model: url, failure: told });
      throw new FailureError(told, error);
    }
  }

  /** Keeps a package on this device, unless it is there. @returns what the engine loads. */
  async #kept(url: string, signal: AbortSignal): Promise<string> {
    if (url.startsWith('opfs:')) return url;
    const { library, listeners, notes } = this.#parts;
    const { models } = await library().list();
    const known = models.find(({ id }) => id === notes.read(noteOf(url)));
    if (known) return known.url;
    const installing = library().install({ type: 'package', url }, signal);
    for (;;) {
      const next = await installing.next();
      if (next.done) {
        notes.write(noteOf(url), next.value.id);
        return next.value.url;
      }
      const { doneBytes, totalBytes } = next.value;
      listeners.tell('keeping', { model: url, doneBytes, totalBytes });
    }
  }
}
