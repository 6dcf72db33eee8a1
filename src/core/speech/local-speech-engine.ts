import type { CodecDecoder } from '../codec/codec';
import { importLater } from '../data/import-later';
import { fail, failureFrom } from '../failure';
import type { LanguageModel } from '../generation/language-model';
import type { ModelSlots } from '../generation/model-slots';
import type { Manifest, PackageSource } from '../package/manifest';
import type { TextTokenizer } from '../prompt/text-tokenizer';
import { say } from '../sentence';
import type { CheckResult } from '../verify/verify-model';
import { mayBeShared } from './engine-room';
import { JobQueue } from './job-queue';
import { knownTags } from './known-tags';
import {
  type BackendChoice,
  type EngineInfo,
  engineError,
  type LoadProgress,
  type SpeechEngine,
} from './speech-engine';
import type { SpeechEvent } from './speech-event';
import type { SpeechRequest, SpeechRequestInput } from './speech-request';
import type { SpeechParts } from './speech-run';
import { toOneEnd } from './to-one-end';

/** Port: a package that is ready to speak. */
export type ReadyModel = {
  readonly manifest: Manifest;
  readonly tokenizer: TextTokenizer;
  readonly networks: {
    readonly model: LanguageModel;
    readonly codec: CodecDecoder;
    /** Models that step together, see `ModelSlots`; left out where that saves nothing. */
    readonly openSlots?: (count: number) => Promise<ModelSlots>;
  };
  readonly info: Omit<EngineInfo, 'loadSeconds' | 'tags'>;
  /** Opens the encoder when it is first needed, and closes it afterwards: it is as large as the codec's other parts together. */
  readonly encodeReference: SpeechEngine['encodeReference'];
  dispose(): Promise<void>;
};

export type ModelLoader = (
  source: PackageSource,
  backend: BackendChoice,
  onProgress: (progress: LoadProgress) => void,
  signal: AbortSignal,
) => Promise<ReadyModel>;

export type EngineDependencies = {
  readonly openPackage: (packageUrl: string) => PackageSource;
  readonly loadModel: ModelLoader;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** 0 … 2^32 - 1, for requests that name none. */
  readonly drawSeed: () => number;
};

type Speaking = typeof import('./speaking');

/** Pieces that are made at once where weights are read once for all of them; each has a cache of its own. */
const SLOT_COUNT = 4;

function noneIfFull(error: unknown): null {
  if (failureFrom(error, engineError).kind !== 'out-of-memory') throw error;
  return null;
}

/** The engine in the thread that calls it: the worker's, or Node's. One job at a time. */
export function localSpeechEngine({
  openPackage,
  loadModel,
  now,
  drawSeed,
}: EngineDependencies): SpeechEngine {
  const queue = new JobQueue();
  let current: ReadyModel | null = null;
  let currentSource: PackageSource | null = null;
  let speaking: Speaking | null = null;

  /** Requests made meanwhile wait in the queue, as behind any other job. */
  const isLoading = () => current === null && queue.length > 0;

  const requireLoaded = () => current ?? fail('model-not-loaded', say`No model is loaded. Load one first.`);

  const fetchSpeaking = async (): Promise<Speaking> => {
    speaking ??= await importLater(() => import('./speaking'));
    return speaking;
  };

  const parse = ({ parseSpeechRequest }: Speaking, input: SpeechRequestInput): SpeechRequest =>
    parseSpeechRequest(input, requireLoaded().manifest, drawSeed);

  function parts(): SpeechParts {
    const { manifest, tokenizer, networks } = requireLoaded();
    const { model, codec } = networks;
    return { manifest, tokenizer, now, model, codec };
  }

  async function dispose(): Promise<void> {
    const loaded = current;
    current = null;
    await loaded?.dispose();
  }

  async function inTurn<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const endTurn = await queue.turn(signal);
    try {
      return await work();
    } finally {
      endTurn();
    }
  }

  async function* speakInTurn(
    input: SpeechRequestInput,
    signal: AbortSignal,
  ): AsyncGenerator<SpeechEvent, void> {
    let endTurn = () => {};
    try {
      const request = isLoading() || !speaking ? null : parse(speaking, input);
      if (queue.length > 0) yield { type: 'queued', position: queue.length };
      endTurn = await queue.turn(signal);
      const fetched = await fetchSpeaking();
      // Parsed again: the model can have changed during the wait.
      yield* speakAs(fetched, input, request ?? parse(fetched, input), signal);
    } finally {
      endTurn();
    }
  }

  /** In slots that step together, if there are such and the pieces of the request do not depend on one another. */
  async function* speakAs(
    fetched: Speaking,
    input: SpeechRequestInput,
    request: SpeechRequest,
    signal: AbortSignal,
  ): AsyncGenerator<SpeechEvent, void> {
    const { networks, manifest } = requireLoaded();
    const { synthesize } = fetched;
    const together =
      networks.openSlots && mayBeShared(input) ? await importLater(() => import('./shared-speech')) : null;
    const slots = together?.isIndependent(request)
      ? await networks.openSlots!(SLOT_COUNT).catch(noneIfFull)
      : null;
    if (!slots) return yield* synthesize(parts(), request, signal);
    const engines = slots.models.map((model) => ({
      speak: (own: SpeechRequestInput, stop: AbortSignal) =>
        synthesize({ ...parts(), model }, parse(fetched, own), stop),
    }));
    try {
      yield* together!.speakShared(engines, input, request, manifest, signal);
    } finally {
      await slots.dispose();
    }
  }

  return {
    load: (packageUrl, backend, onProgress, signal) =>
      inTurn(signal, async () => {
        // The old model goes first: there may be no room for both.
        await dispose();
        const start = now();
        const source = openPackage(packageUrl);
        const loaded = await loadModel(source, backend, onProgress, signal);
        current = loaded;
        currentSource = source;
        const { manifest, tokenizer, info } = loaded;
        const tags = knownTags(manifest, tokenizer.specialTokens);
        // Nobody waits for it who has not spoken yet. What cannot be fetched is told to whoever speaks.
        fetchSpeaking().then(
          ({ warmUpRules }) => warmUpRules(),
          () => {},
        );
        return { manifest, info: { ...info, tags, loadSeconds: (now() - start) / 1000 } };
      }),

    speak: (input, signal) => toOneEnd(speakInTurn(input, signal), engineError, signal),

    async soundOf(codes, signal) {
      if (!isLoading()) requireLoaded();
      return inTurn(signal, async () => (await fetchSpeaking()).pieceSound(codes, parts(), signal));
    },

    async previewVoice(voiceId, signal) {
      if (!isLoading()) requireLoaded();
      return inTurn(signal, async () => (await fetchSpeaking()).voicePreview(voiceId, parts(), signal));
    },

    async encodeReference(samples, sampleRateHz, signal) {
      if (!isLoading()) requireLoaded();
      return inTurn(signal, () => requireLoaded().encodeReference(samples, sampleRateHz, signal));
    },

    async verify(onStep, signal) {
      if (!isLoading()) requireLoaded();
      return inTurn(signal, async () => {
        const { networks, tokenizer, info } = requireLoaded();
        const { verifyModel } = await importLater(() => import('../verify/verify-model'));
        const open = async () => ({ ...networks, tokenizer, target: info.graphTarget });
        const results: CheckResult[] = [];
        for await (const step of verifyModel(currentSource!, open, signal)) {
          onStep(step);
          if (step.state !== 'running') results.push(step);
        }
        return results;
      });
    },

    unload: () => inTurn(new AbortController().signal, dispose),
  };
}
