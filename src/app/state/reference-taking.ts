import { fail } from '../../core/failure';
import { checkReferenceAudio, longestReferenceSeconds, mixToMono } from '../../core/pcm/reference-audio';
import type { CodeGrid } from '../../core/prompt/prompt';
import type { PageDevices, Recording } from './page-devices';
import type { PageStore } from './page-store';
import { toFailure } from './to-failure';

/** A recording ends by itself a little before it would be too long to be used. */
const longestRecordingMilliseconds = 1000 * (longestReferenceSeconds - 0.5);

type Sound = { readonly samples: Float32Array; readonly sampleRateHz: number };

/** Takes a person's own voice from the microphone or a file, and makes codes of it when they are first needed. */
export class ReferenceTaking {
  readonly #store: PageStore;
  readonly #devices: PageDevices;
  #recording: Recording | null = null;
  #isAsking = false;
  #ending: ReturnType<typeof setTimeout> | undefined;
  #sound: Sound | null = null;
  /** Codes belong to one model: `packageUrl` says to which. */
  #codes: { readonly packageUrl: string; readonly grid: CodeGrid } | null = null;
  #previewUrl: string | null = null;

  constructor(store: PageStore, devices: PageDevices) {
    this.#store = store;
    this.#devices = devices;
  }

  async startRecording(): Promise<void> {
    if (this.#recording || this.#isAsking) return;
    this.#isAsking = true;
    try {
      this.#recording = await this.#devices.startRecording();
      this.#ending = setTimeout(() => void this.stopRecording(), longestRecordingMilliseconds);
      this.#store.dispatch({ type: 'reference-changed', reference: { type: 'recording' } });
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#isAsking = false;
    }
  }

  async stopRecording(): Promise<void> {
    clearTimeout(this.#ending);
    const recording = this.#recording;
    this.#recording = null;
    if (!recording) return;
    try {
      await this.#read(await recording.stop(), 'My recording');
    } catch (error) {
      this.#fail(error);
    }
  }

  async useFile(file: Blob, name: string): Promise<void> {
    this.#cancelRecording();
    try {
      await this.#read(file, name);
    } catch (error) {
      this.#fail(error);
    }
  }

  drop(): void {
    this.#cancelRecording();
    this.#forget();
    this.#store.dispatch({ type: 'reference-changed', reference: { type: 'absent' } });
  }

  /** @returns codes for the model that is loaded now, null without a recording. */
  async codes(signal: AbortSignal): Promise<CodeGrid | null> {
    const { model } = this.#store.getState();
    const sound = this.#sound;
    if (!sound || model.type !== 'ready') return null;
    const packageUrl = model.choice.url;
    if (this.#codes?.packageUrl === packageUrl) return this.#codes.grid;
    const grid = await this.#devices.engine.encodeReference(sound.samples, sound.sampleRateHz, signal);
    this.#codes = { packageUrl, grid };
    return grid;
  }

  async #read(file: Blob, name: string): Promise<void> {
    const { model } = this.#store.getState();
    if (model.type !== 'ready')
      fail('model-not-loaded', 'Wait until the model is loaded, then choose a recording.');
    this.#forget();
    this.#store.dispatch({ type: 'reference-changed', reference: { type: 'reading', name } });
    if (file.size === 0) fail('bad-audio', `“${name}” is empty (0 bytes). Choose another file.`);
    const { sampleRateHz } = model.manifest.spec.codec;
    const samples = mixToMono(await this.#devices.decodeAudio(file, sampleRateHz));
    checkReferenceAudio(samples, sampleRateHz);
    this.#sound = { samples, sampleRateHz };
    this.#previewUrl = this.#devices.previewUrl(file);
    this.#store.dispatch({
      type: 'reference-changed',
      reference: {
        type: 'ready',
        name,
        seconds: samples.length / sampleRateHz,
        previewUrl: this.#previewUrl,
      },
    });
  }

  #cancelRecording(): void {
    clearTimeout(this.#ending);
    this.#recording?.cancel();
    this.#recording = null;
  }

  #forget(): void {
    this.#sound = null;
    this.#codes = null;
    if (this.#previewUrl) this.#devices.revokePreviewUrl(this.#previewUrl);
    this.#previewUrl = null;
  }

  #fail(error: unknown): void {
    this.#forget();
    this.#store.dispatch({
      type: 'reference-changed',
      reference: { type: 'failed', failure: toFailure(error) },
    });
  }
}
