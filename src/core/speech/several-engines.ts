import { importLater } from '../data/import-later';
import { failureFrom } from '../failure';
import type { Manifest } from '../package/manifest';
import { type EngineRoom, engineCountFor, mayBeShared } from './engine-room';
import { type BackendChoice, type EngineInfo, engineError, type SpeechEngine } from './speech-engine';
import { nothingSaid, type SpeechEvent } from './speech-event';
import type { SpeechRequestInput } from './speech-request';

/** An engine that its owner ends. */
export type OwnedEngine = SpeechEngine & { dispose(): void };

type Loaded = {
  readonly packageUrl: string;
  readonly backend: BackendChoice;
  readonly manifest: Manifest;
  readonly info: EngineInfo;
};

/**
 * One engine that has help with long texts: where the pieces of a request do not depend on one another, further engines
 * load the model, share the work, and are ended with it. Everything else is the first engine's alone.
 * @param start gives an engine that works with one thread.
 */
export function severalEngines(
  first: OwnedEngine,
  start: () => OwnedEngine,
  room: EngineRoom,
  drawSeed: () => number,
): OwnedEngine {
  let loaded: Loaded | null = null;
  /** Engines that help the one shared request; other requests wait for the first engine meanwhile. */
  const helpers = new Set<OwnedEngine>();

  /** Starts further engines and loads the model. Those that cannot are left out: there may be no memory for them. */
  async function help({ packageUrl, backend, info }: Loaded, signal: AbortSignal): Promise<OwnedEngine[]> {
    const started = Array.from({ length: engineCountFor(info, room) - 1 }, start);
    for (const engine of started) helpers.add(engine);
    const loads = started.map((engine) => engine.load(packageUrl, backend, () => {}, signal));
    const outcomes = await Promise.allSettled(loads);
    const isReady = (_: OwnedEngine, at: number) => outcomes[at]!.status === 'fulfilled';
    endHelp(started.filter((engine, at) => !isReady(engine, at)));
    return started.filter(isReady);
  }

  function endHelp(engines: readonly OwnedEngine[]): void {
    for (const engine of engines) if (helpers.delete(engine)) engine.dispose();
  }

  async function* speakTogether(
    input: SpeechRequestInput,
    model: Loaded,
    signal: AbortSignal,
  ): AsyncGenerator<SpeechEvent, void> {
    let own: OwnedEngine[] = [];
    try {
      const { speakShared, independentRequest } = await importLater(() => import('./shared-speech'));
      const request = independentRequest(input, model.manifest, drawSeed);
      if (request && helpers.size === 0) {
        own = await help(model, signal);
        yield* speakShared([first, ...own], input, request, model.manifest, signal);
        return;
      }
    } catch (error) {
      if (signal.aborted) yield { type: 'cancelled', stats: nothingSaid };
      else yield { type: 'failed', failure: failureFrom(error, engineError) };
      return;
    } finally {
      endHelp(own);
    }
    yield* first.speak(input, signal);
  }

  return {
    async load(packageUrl, backend, onProgress, signal) {
      loaded = null;
      endHelp([...helpers]);
      const result = await first.load(packageUrl, backend, onProgress, signal);
      loaded = { packageUrl, backend, ...result };
      return result;
    },
    speak: (input, signal) =>
      loaded && mayBeShared(input) && engineCountFor(loaded.info, room) > 1
        ? speakTogether(input, loaded, signal)
        : first.speak(input, signal),
    previewVoice: (voiceId, signal) => first.previewVoice(voiceId, signal),
    soundOf: (...given) => first.soundOf(...given),
    encodeReference: (samples, sampleRateHz, signal) => first.encodeReference(samples, sampleRateHz, signal),
    verify: (onStep, signal) => first.verify(onStep, signal),
    async unload() {
      loaded = null;
      endHelp([...helpers]);
      await first.unload();
    },
    dispose() {
      loaded = null;
      endHelp([...helpers]);
      first.dispose();
    },
  };
}
