import type { CalledEngine } from '../core/api/api-host';
import { importLater } from '../core/data/import-later';
import { FailureError, failureFrom } from '../core/failure';
import type { Manifest } from '../core/package/manifest';
import { JobQueue } from '../core/speech/job-queue';
import { engineError } from '../core/speech/speech-engine';
import type { SpeechEvent } from '../core/speech/speech-event';
import type { SpeechRequestInput } from '../core/speech/speech-request';
import type { HeardSpeech } from '../core/speech/speech-times';
import { toOneEnd } from '../core/speech/to-one-end';
import { cloneVoice, type Recording } from './clone-voice';
import { Listeners, type PagevoiceEvents } from './events';
import { type ListedModel, listModels } from './list-models';
import { type ListedVoice, listVoices } from './list-voices';
import { failureOf, type LoadedModel, ModelKeeper } from './model-keeper';
import { type PagevoiceOptions, readModel, readOptions } from './options';
import type { PagevoicePorts } from './pagevoice-ports';
import { readShape, type SoundShape } from './sound-shape';
import { type ClonedVoice, engineRequest, type SpeechInput, withWritten } from './speech-input';
import { SpeechPlayer } from './speech-player';
import { Stage } from './stage';

export type SayOptions = Partial<SoundShape> & { readonly signal?: AbortSignal };

/** Speech made in this page. Nothing is loaded before the first use or `preload`. */
export type Pagevoice = {
  /**
   * Events and sound, in order. Never throws: what goes wrong is the event `failed`. Leaving early ends the
   * work. A text may arrive in parts (`AsyncIterable<string>`); what someone has heard who stopped tell
   * `wordTimes` and `heardUntil`.
   */
  readonly speak: (
    input: SpeechInput,
    options?: { readonly signal?: AbortSignal },
  ) => AsyncGenerator<SpeechEvent, void>;
  /**
   * Plays it; call it inside a click or key press. What is said meanwhile is heard afterwards.
   * @returns the words that were heard, when it has ended or was stopped by the signal. @throws FailureError
   */
  readonly say: (input: SpeechInput, options?: SayOptions) => Promise<HeardSpeech>;
  /** A speech that can be played, paused, searched and stopped. */
  readonly player: (input: SpeechInput, options?: Partial<SoundShape>) => SpeechPlayer;
  /**
   * Answers the routes of the API in this page, as `fetch` would: OpenAI's below `/v1`, and those for jobs.
   * Nothing is sent, whatever the origin of the address.
   */
  readonly fetch: (input: RequestInfo | URL, init?: RequestInit) => Promise<Response>;
  /**
   * Voices of the model of the options, of which no more than its manifest is read, and those that were
   * cloned.
   */
  readonly voices: (signal?: AbortSignal) => Promise<readonly ListedVoice[]>;
  /**
   * Makes a voice of a recording; it lives as long as this object.
   * @throws FailureError 'bad-audio' and others
   */
  readonly cloneVoice: (recording: Recording, signal?: AbortSignal) => Promise<ClonedVoice>;
  /**
   * The model of the options, or else those that are listed beside the package; then those kept on this
   * device.
   */
  readonly models: (signal?: AbortSignal) => Promise<readonly ListedModel[]>;
  /** @returns a function that ends the subscription. */
  readonly on: <Name extends keyof PagevoiceEvents>(
    name: Name,
    listener: (event: PagevoiceEvents[Name]) => void,
  ) => () => void;
  /** Loads the model, so that the first word comes sooner. @throws FailureError that names the address */
  readonly preload: (signal?: AbortSignal) => Promise<LoadedModel>;
  /** Ends all work, the worker and the sound. The object is of no use afterwards. */
  readonly dispose: () => void;
};

const never = new AbortController().signal;

/** The signal keeps no player, nor its sound, that nobody else has any more. */
function stopAt(signal: AbortSignal, player: SpeechPlayer): void {
  const kept = new WeakRef(player);
  signal.addEventListener('abort', () => kept.deref()?.stop(), { once: true });
}

/** @throws TypeError for an option that cannot be. */
export function createPagevoiceOn(ports: PagevoicePorts, options: PagevoiceOptions = {}): Pagevoice {
  const read = readOptions(options, ports.pageUrl());
  if (read.assets !== null) ports.moveFiles(read.assets);
  const listeners = new Listeners<PagevoiceEvents>();
  const engine = ports.createEngine();
  const keeper = new ModelKeeper({ ...ports, engine, listeners, options: read });
  const stage = new Stage(ports.openSpeaker);
  const turns = new JobQueue();
  const cloned = new Map<string, ClonedVoice>();
  const end = new AbortController();

  let api: Promise<Pagevoice['fetch']> | null = null;

  const ownModel = () => read.model ?? new URL('models/voice/', ports.filesFolder()).href;
  const untilEnd = (signal = never) => AbortSignal.any([signal, end.signal]);

  /** One job at a time has the engine, so that no model is replaced under another's speech. */
  async function inTurn<T>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    requireAlive();
    const both = untilEnd(signal);
    const endTurn = await turns.turn(both);
    try {
      return await work(both);
    } finally {
      endTurn();
    }
  }

  function speakWith(
    request: SpeechRequestInput,
    url: string,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<SpeechEvent, void> {
    requireAlive();
    const both = untilEnd(signal);
    return toOneEnd(speakInTurn(request, url, both), engineError, both);
  }

  async function* speakInTurn(
    request: SpeechRequestInput,
    url: string,
    signal: AbortSignal,
  ): AsyncGenerator<SpeechEvent, void> {
    let endTurn = () => {};
    try {
      if (turns.length > 0) yield { type: 'queued', position: turns.length };
      endTurn = await turns.turn(signal);
      await keeper.open(url, signal);
      yield* engine.speak(request, signal);
    } finally {
      endTurn();
    }
  }

  async function* speak(
    input: SpeechInput,
    { signal }: { readonly signal?: AbortSignal } = {},
  ): AsyncGenerator<SpeechEvent, void> {
    requireAlive();
    try {
      const { request, arriving, model } = engineRequest(input, cloned);
      const url = (model === undefined ? null : readModel(model, ports.pageUrl())) ?? ownModel();
      if (arriving === null) return yield* speakWith(request, url, signal);
      const { speakArriving } = await importLater(() => import('../core/speech/speak-arriving'));
      const ofModel = {
        speak: (stretch: SpeechRequestInput, both: AbortSignal) => speakWith(stretch, url, both),
      };
      yield* speakArriving(ofModel, arriving, request, untilEnd(signal));
    } catch (error) {
      if (end.signal.aborted) throw error;
      yield { type: 'failed', failure: failureFrom(error, engineError) };
    }
  }

  /** The engine as the API has it: with one model, and in turn with everything else. */
  function engineFor(url: string): CalledEngine {
    return {
      speak: (request, signal) => speakWith(request, url, signal),
      encodeReference: (samples, rate, signal) =>
        inTurn(signal, async (both) => {
          await keeper.open(url, both);
          return engine.encodeReference(samples, rate, both);
        }),
    };
  }

  const manifestOf = async (url: string, signal: AbortSignal): Promise<Manifest> => {
    const { loaded } = keeper;
    if (loaded?.url === url) return loaded.manifest;
    const both = untilEnd(signal);
    try {
      return await ports.readManifest(url, both);
    } catch (error) {
      throw both.aborted ? error : new FailureError(failureOf(url, error), error);
    }
  };
  const models = (signal = never) => listModels(ports, read, keeper.loaded, untilEnd(signal));

  async function openApi(): Promise<Pagevoice['fetch']> {
    const { createPagevoiceFetch } = await importLater(() => import('./api/pagevoice-api'));
    const openUrl = (url: string, signal: AbortSignal) => inTurn(signal, (both) => keeper.open(url, both));
    return createPagevoiceFetch({ ownModel, manifestOf, open: openUrl, engineFor, models, cloned });
  }

  function player(input: SpeechInput, shape: Partial<SoundShape> = {}): SpeechPlayer {
    requireAlive();
    const { input: noted, written } = withWritten(input);
    const made = new SpeechPlayer({
      speak: (signal) => speak(noted, { signal }),
      written,
      stage,
      keepBlock: ports.keepBlock,
      shape: readShape(shape),
    });
    stopAt(end.signal, made);
    return made;
  }

  async function say(input: SpeechInput, { signal, ...shape }: SayOptions = {}): Promise<HeardSpeech> {
    const said = player(input, shape);
    if (signal?.aborted) return said.heard;
    const over = said.over();
    const stop = () => said.stop();
    signal?.addEventListener('abort', stop, { once: true });
    said.play();
    const state = await over;
    signal?.removeEventListener('abort', stop);
    if (state === 'failed') throw new FailureError(said.failure!);
    return said.heard;
  }

  async function open(signal: AbortSignal = never): Promise<LoadedModel> {
    return inTurn(signal, (both) => keeper.open(ownModel(), both));
  }

  function requireAlive(): void {
    if (end.signal.aborted)
      throw new TypeError('This Pagevoice was disposed of. Make another one with createPagevoice.');
  }

  return {
    speak,
    say,
    player,
    async fetch(input, init) {
      requireAlive();
      api ??= openApi().catch((error: unknown) => {
        api = null;
        throw error;
      });
      return (await api)(input, init);
    },
    async voices(signal) {
      requireAlive();
      return listVoices(await manifestOf(ownModel(), signal ?? never), [...cloned.values()]);
    },
    async cloneVoice(recording, signal = never) {
      const voice = await inTurn(signal, async (both) => {
        const { manifest } = await keeper.open(ownModel(), both);
        return cloneVoice(recording, engine, manifest, ports, both);
      });
      cloned.set(voice.id, voice);
      return voice;
    },
    models,
    on: (name, listener) => listeners.on(name, listener),
    preload: (signal) => {
      ports.wakeSoundService();
      return open(signal);
    },
    dispose() {
      if (end.signal.aborted) return;
      end.abort(new FailureError({ kind: 'engine-gone', message: 'This Pagevoice was disposed of.' }));
      keeper.dispose();
      engine.dispose();
      void stage.dispose();
      listeners.tell('disposed', null);
    },
  };
}
