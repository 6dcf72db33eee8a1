import type { Failure } from '../../core/failure';
import { frameRateHz } from '../../core/model/model-spec';
import type { PcmChunk } from '../../core/pcm/pcm-chunk';
import { WaveformPeaks } from '../../core/pcm/waveform-peaks';
import type { CodeGrid } from '../../core/prompt/prompt';
import type { Manifest } from '../../core/store/manifest';
import type { SpeechEvent } from '../../core/synthesis/speech-event';
import { estimateSpeechSeconds } from '../../core/text/estimate-length';
import type { PageDevices } from './page-devices';
import type { PageForm } from './page-form';
import { checkForm, requestOf, seedOf } from './page-request';
import { isBusy } from './page-state';
import type { PageStore } from './page-store';
import type { Playing } from './playing';
import { actionOf } from './speech-action';
import { type PageTake, startTake } from './take-file';
import { toFailure } from './to-failure';

/** 10 ms at 24 kHz to begin with: finer than a bar of the drawing. */
const peakBucketSamples = 240;

/** Runs one request at a time and keeps its sound, whatever becomes of the request. */
export class Speaking {
  readonly #store: PageStore;
  readonly #devices: PageDevices;
  readonly #playing: Playing;
  readonly #reference: (signal: AbortSignal) => Promise<CodeGrid | null>;
  #abort = new AbortController();
  #take: PageTake | null = null;
  #peaks: WaveformPeaks | null = null;

  /** @param reference codes of the person's own recording, made now if need be. */
  constructor(
    store: PageStore,
    devices: PageDevices,
    playing: Playing,
    reference: (signal: AbortSignal) => Promise<CodeGrid | null>,
  ) {
    this.#store = store;
    this.#devices = devices;
    this.#playing = playing;
    this.#reference = reference;
  }

  /** The sound generated last, complete or not. */
  get take(): PageTake | null {
    return this.#take;
  }
  get peaks(): WaveformPeaks | null {
    return this.#peaks;
  }

  /** Inside a click. @returns when nothing more will be generated; never throws. */
  async speak(): Promise<void> {
    const { model, form, speech } = this.#store.getState();
    if (model.type !== 'ready' || isBusy(speech)) return;
    const abort = new AbortController();
    this.#abort = abort;
    try {
      const seed = this.#begin(form, model.manifest);
      const reference = form.voice.type === 'own' ? await this.#reference(abort.signal) : null;
      const events = this.#devices.engine.speak(
        requestOf(form, model.manifest, seed, reference),
        abort.signal,
      );
      await this.#follow(events, frameRateHz(model.manifest.spec.codec));
    } catch (error) {
      if (!abort.signal.aborted) this.#fail(toFailure(error));
    }
    // Stopped before the engine had anything to say about it.
    if (isBusy(this.#store.getState().speech)) this.#store.dispatch({ type: 'speech-stopped', stats: null });
  }

  stop(): void {
    this.#abort.abort();
    this.#playing.stop();
  }

  /** Refuses what cannot be asked for while the former sound still plays; then makes way. @returns the seed. */
  #begin(form: PageForm, manifest: Manifest): number {
    const hasReference = this.#store.getState().reference.type === 'ready';
    checkForm(form, hasReference);
    const seed = form.isSeedLocked ? seedOf(form) : this.#devices.drawSeed();
    this.#playing.stop();
    this.#playing.prepare(manifest.spec.codec.sampleRateHz);
    this.#store.dispatch({
      type: 'speech-requested',
      seed,
      estimatedSeconds: estimateSpeechSeconds(form.text),
      atSeconds: this.#devices.nowSeconds(),
    });
    return seed;
  }

  #fail(failure: Failure): void {
    const wasAsked = isBusy(this.#store.getState().speech);
    this.#store.dispatch({ type: wasAsked ? 'speech-failed' : 'problem-met', failure });
  }

  async #follow(events: AsyncGenerator<SpeechEvent, void>, framesPerSecond: number): Promise<void> {
    let take: PageTake | null = null;
    try {
      for await (const event of events) {
        if (event.type === 'chunk') take = this.#grow(take, event.chunk);
        else {
          const action = actionOf(event, framesPerSecond);
          if (action) this.#store.dispatch(action);
        }
      }
    } finally {
      take?.close();
    }
  }

  #grow(current: PageTake | null, chunk: PcmChunk): PageTake {
    const take = current ?? startTake(chunk.sampleRateHz);
    take.add(chunk.samples);
    if (!current) {
      this.#take = take;
      this.#peaks = new WaveformPeaks(peakBucketSamples);
      if (!this.#abort.signal.aborted) void this.#playing.play(take, 0);
    }
    this.#peaks?.add(chunk.samples);
    this.#store.dispatch({
      type: 'speech-grew',
      sampleCount: chunk.samples.length,
      sampleRateHz: chunk.sampleRateHz,
      isFirst: !current,
      atSeconds: this.#devices.nowSeconds(),
    });
    return take;
  }
}
