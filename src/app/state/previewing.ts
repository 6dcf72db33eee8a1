import { MemorySink } from '../../core/pcm/memory-sink';
import type { PageDevices } from './page-devices';
import { isBusy } from './page-state';
import type { PageStore } from './page-store';
import type { Playing } from './playing';
import { toFailure } from './to-failure';

/** Lets a preset voice be heard before it is chosen. The take stays as it is. */
export class Previewing {
  readonly #store: PageStore;
  readonly #devices: PageDevices;
  readonly #playing: Playing;
  #abort: AbortController | null = null;

  constructor(store: PageStore, devices: PageDevices, playing: Playing) {
    this.#store = store;
    this.#devices = devices;
    this.#playing = playing;
  }

  /** Inside a click. @returns when it was heard or stopped; never throws. */
  async toggle(voiceId: string): Promise<void> {
    const { model, speech, previewedVoice } = this.#store.getState();
    this.stop();
    if (model.type !== 'ready' || isBusy(speech) || previewedVoice === voiceId) return;
    const abort = new AbortController();
    this.#abort = abort;
    this.#playing.stop();
    this.#playing.prepare(model.manifest.spec.codec.sampleRateHz);
    this.#store.dispatch({ type: 'preview-changed', voiceId });
    try {
      const chunk = await this.#devices.engine.previewVoice(voiceId, abort.signal);
      const sound = new MemorySink(chunk.sampleRateHz);
      await sound.write(chunk, abort.signal);
      sound.close();
      await this.#playing.playAside(sound);
    } catch (error) {
      if (!abort.signal.aborted) this.#store.dispatch({ type: 'problem-met', failure: toFailure(error) });
    }
    if (this.#abort === abort) this.stop();
  }

  stop(): void {
    if (!this.#abort) return;
    this.#abort.abort();
    this.#abort = null;
    this.#playing.stop();
    this.#store.dispatch({ type: 'preview-changed', voiceId: null });
  }
}
