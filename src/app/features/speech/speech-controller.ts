import { frameRateHz } from '../../../core/model/model-spec';
import type { Manifest } from '../../../core/package/manifest';
import type { PcmChunk } from '../../../core/pcm/pcm-chunk';
import { WaveformPeaks } from '../../../core/pcm/waveform-peaks';
import type { SpeechRequestInput } from '../../../core/speech/speech-request';
import { estimateSpeechSeconds } from '../../../core/text/estimate-length';
import type { WrittenRange } from '../../../core/text/mapped-text';
import type { ReceivedText } from '../../../platform/page/received-texts';
import { textOfFile } from '../../../platform/page/text-file';
import type { ControllerParts } from '../../controller-parts';
import { toFailure } from '../../failures';
import { isModelComing, usableVoices } from '../models/models-slice';
import { untilModel } from '../models/until-model';
import type { PlaybackController } from '../playback/playback-controller';
import type { ReadingController } from '../reading/reading-controller';
import { checkForm, requestOf, seedOf } from '../settings/page-request';
import { formChanged, type PageForm } from '../settings/settings-slice';
import type { ReferenceController } from '../voices/reference-controller';
import {
  isBusy,
  problemMet,
  speechFailed,
  speechGrew,
  speechRequested,
  speechStopped,
  speechTold,
} from './speech-slice';
import { startTake, takeFileName, wavFileOf } from './take-file';
import { newestTake, type TakeHandle } from './takes';

/** 10 ms at 24 kHz to begin with: finer than a bar of the drawing. */
const PEAK_BUCKET_SAMPLES = 240;

/** Runs one request at a time; its take is kept, whatever becomes of the request. */
export function createSpeechController(
  { store, ports, way }: ControllerParts,
  playback: PlaybackController,
  reading: ReadingController,
  reference: ReferenceController,
) {
  let current = new AbortController();
  let requestCount = 0;
  way.stopWith('speaking', () => current.abort());

  /** Must be called inside a click. While the model is coming it waits for it. @returns when nothing more will be generated. */
  async function speak(): Promise<void> {
    if (isBusy(store.getState().speech)) return;
    const abort = new AbortController();
    current = abort;
    try {
      // With a model nothing is waited for before the sound is opened: that must happen within the click.
      if (isModelComing(store.getState().model) && !(await untilLoaded(abort.signal))) return;
      const { model, form } = store.getState();
      if (model.type !== 'ready') return;
      const seed = begin(form, model.manifest);
      const voice = await reference.voice(abort.signal);
      const request = requestOf(form, model.manifest, seed, voice, usableVoices(store.getState()));
      await follow(request, frameRateHz(model.manifest.spec.codec), abort.signal);
    } catch (error) {
      const wasAsked = isBusy(store.getState().speech);
      const failure = toFailure(error);
      if (!abort.signal.aborted) store.setState(wasAsked ? speechFailed(failure) : problemMet(failure));
    }
    // Stopped before the engine had anything to say about it.
    if (isBusy(store.getState().speech)) store.setState(speechStopped(null));
  }

  /** Refuses at once whatever can be refused without a model. @returns whether the model has come. */
  async function untilLoaded(signal: AbortSignal): Promise<boolean> {
    const { form, reference } = store.getState();
    checkForm(form, reference.type === 'ready');
    playback.prepare();
    store.setState({ speech: { type: 'waiting', position: 0 }, problem: null });
    const isThere = await untilModel(store, signal);
    store.setState({ speech: { type: 'idle' } });
    return isThere;
  }

  /** Ends what is generated and what is heard. */
  function stop(): void {
    way.begin('silence');
  }

  function download(): void {
    const take = newestTake(store.getState());
    if (take) ports.saveBlob(takeFileName(take.text, take.seed), wavFileOf(take.sound));
  }

  /** Selects it in the text field. */
  function showInText(place: WrittenRange): void {
    store.setState({ shownPlace: { ...place } });
  }

  /** Puts the text of a file into the field. */
  async function openText(file: File): Promise<void> {
    try {
      const text = await textOfFile(file);
      store.setState(formChanged({ text }));
    } catch (error) {
      store.setState(problemMet(toFailure(error)));
    }
  }

  /** Takes what another program has shared or opened here. */
  function receive(given: ReceivedText): void {
    if (given instanceof File) return void openText(given);
    if (given.text) store.setState(formChanged({ text: given.text }));
    if (given.failure) store.setState(problemMet(given.failure));
  }
  void ports.receiveTexts?.(receive).catch((error) => store.setState(problemMet(toFailure(error))));

  function dismissProblem(): void {
    store.setState({ problem: null });
  }

  /** Refuses a bad request while the former sound still plays; else stops that sound. @returns the seed. */
  function begin(form: PageForm, manifest: Manifest): number {
    reading.requireSomethingToSay();
    checkForm(form, store.getState().reference.type === 'ready');
    const seed = form.isSeedLocked ? seedOf(form, manifest) : ports.drawSeed();
    way.begin('speaking');
    playback.prepare(manifest.spec.codec.sampleRateHz);
    const estimatedSeconds = estimateSpeechSeconds(form.text);
    store.setState(speechRequested(seed, estimatedSeconds, ports.nowSeconds()));
    return seed;
  }

  async function follow(
    request: SpeechRequestInput,
    framesPerSecond: number,
    signal: AbortSignal,
  ): Promise<void> {
    const id = ++requestCount;
    let handle: TakeHandle | null = null;
    try {
      for await (const event of ports.engine.speak(request, signal)) {
        if (event.type !== 'chunk') store.setState(speechTold(event, framesPerSecond));
        else handle = grow(id, request, handle, event.chunk, signal);
      }
    } finally {
      handle?.sound.close();
    }
  }

  /** @param known null for the first sound of a request. */
  function grow(
    id: number,
    request: SpeechRequestInput,
    known: TakeHandle | null,
    { samples, sampleRateHz }: PcmChunk,
    signal: AbortSignal,
  ): TakeHandle {
    const handle = known ?? { sound: startTake(sampleRateHz), peaks: new WaveformPeaks(PEAK_BUCKET_SAMPLES) };
    handle.sound.add(samples);
    if (!known && !signal.aborted) void playback.play(handle.sound, 0);
    handle.peaks.add(samples);
    const [sampleCount, atSeconds] = [samples.length, ports.nowSeconds()];
    store.setState(speechGrew({ id, request, handle, sampleCount, sampleRateHz, atSeconds }));
    return handle;
  }

  return { speak, stop, download, openText, showInText, dismissProblem };
}
