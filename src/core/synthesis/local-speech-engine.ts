import type { CodecDecoder } from '../codec/codec';
import { fail } from '../failure';
import type { LanguageModel } from '../generation/language-model';
import type { PcmChunk } from '../pcm/pcm-chunk';
import type { CodeGrid } from '../prompt/prompt';
import type { TextTokenizer } from '../prompt/text-tokenizer';
import type { Manifest, PackageSource } from '../store/manifest';
import { type CheckResult, type CheckStep, verifyModel } from '../verify/verify-model';
import { failureFrom } from './failure-from';
import { JobQueue } from './job-queue';
import { parseSpeechRequest } from './parse-speech-request';
import type { BackendChoice, EngineInfo, LoadProgress, SpeechEngine } from './speech-engine';
import { nothingSaid, type SpeechEvent } from './speech-event';
import type { SpeechRequest, SpeechRequestInput } from './speech-request';
import { Synthesizer, type SynthesizerParts } from './synthesizer';
import { voicePreview } from './voice-preview';

/** Port: a package that is ready to speak. */
export type ReadyModel = {
  readonly manifest: Manifest;
  readonly tokenizer: TextTokenizer;
  readonly networks: { readonly model: LanguageModel; readonly codec: CodecDecoder };
  readonly info: Omit<EngineInfo, 'loadSeconds'>;
  /** Opens the encoder when it is first needed, and closes it afterwards: it is as large as the codec's other parts together. */
  encodeReference(samples: Float32Array, sampleRateHz: number, signal: AbortSignal): Promise<CodeGrid>;
  dispose(): Promise<void>;
};

export type ModelLoader = (
  source: PackageSource,
  backend: BackendChoice,
  onProgress: (progress: LoadProgress) => void,
  signal: AbortSignal,
) => Promise<ReadyModel>;

/** What the engine takes from its surroundings. */
export type EngineSurroundings = {
  readonly openPackage: (packageUrl: string) => PackageSource;
  readonly loadModel: ModelLoader;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** 0 … 2^32 - 1, for requests that name none. */
  readonly drawSeed: () => number;
};

/** The engine in the thread that calls it: the worker's, or Node's. One job at a time. */
export class LocalSpeechEngine implements SpeechEngine {
  readonly #surroundings: EngineSurroundings;
  readonly #queue = new JobQueue();
  #loaded: ReadyModel | null = null;
  #source: PackageSource | null = null;

  constructor(surroundings: EngineSurroundings) {
    this.#surroundings = surroundings;
  }

  async load(
    packageUrl: string,
    backend: BackendChoice,
    onProgress: (progress: LoadProgress) => void,
    signal: AbortSignal,
  ): Promise<{ readonly manifest: Manifest; readonly info: EngineInfo }> {
    const { openPackage, loadModel, now } = this.#surroundings;
    return this.#inTurn(signal, async () => {
      // The old model goes first: there may be no room for both.
      await this.#dispose();
      const start = now();
      const source = openPackage(packageUrl);
      const loaded = await loadModel(source, backend, onProgress, signal);
      this.#loaded = loaded;
      this.#source = source;
      return { manifest: loaded.manifest, info: { ...loaded.info, loadSeconds: (now() - start) / 1000 } };
    });
  }

  async *speak(input: SpeechRequestInput, signal: AbortSignal): AsyncGenerator<SpeechEvent, void> {
    let endTurn = () => {};
    try {
      const request = this.#isLoading ? null : this.#parse(input);
      if (this.#queue.length > 0) yield { type: 'queued', position: this.#queue.length };
      endTurn = await this.#queue.turn(signal);
      // Asked again: the model can have changed while this one waited.
      yield* new Synthesizer(this.#parts()).speak(request ?? this.#parse(input), signal);
    } catch (error) {
      if (signal.aborted) yield { type: 'cancelled', stats: nothingSaid };
      else yield { type: 'failed', failure: failureFrom(error) };
    } finally {
      endTurn();
    }
  }

  async previewVoice(voiceId: string, signal: AbortSignal): Promise<PcmChunk> {
    if (!this.#isLoading) this.#requireLoaded();
    return this.#inTurn(signal, () => voicePreview(voiceId, this.#parts(), signal));
  }

  async encodeReference(samples: Float32Array, sampleRateHz: number, signal: AbortSignal): Promise<CodeGrid> {
    if (!this.#isLoading) this.#requireLoaded();
    return this.#inTurn(signal, () => this.#requireLoaded().encodeReference(samples, sampleRateHz, signal));
  }

  async verify(onStep: (step: CheckStep) => void, signal: AbortSignal): Promise<readonly CheckResult[]> {
    if (!this.#isLoading) this.#requireLoaded();
    return this.#inTurn(signal, async () => {
      const { networks, tokenizer, info } = this.#requireLoaded();
      const open = async () => ({ ...networks, tokenizer, target: info.graphTarget });
      const results: CheckResult[] = [];
      for await (const step of verifyModel(this.#source!, open, signal)) {
        onStep(step);
        if (step.state !== 'running') results.push(step);
      }
      return results;
    });
  }

  async unload(): Promise<void> {
    await this.#inTurn(new AbortController().signal, () => this.#dispose());
  }

  #parse(input: SpeechRequestInput): SpeechRequest {
    return parseSpeechRequest(input, this.#requireLoaded().manifest, this.#surroundings.drawSeed);
  }

  #parts(): SynthesizerParts {
    const { manifest, tokenizer, networks } = this.#requireLoaded();
    return { manifest, tokenizer, now: this.#surroundings.now, ...networks };
  }

  /** What is asked for meanwhile waits its turn, as it does behind any other job. */
  get #isLoading(): boolean {
    return this.#loaded === null && this.#queue.length > 0;
  }

  #requireLoaded(): ReadyModel {
    return this.#loaded ?? fail('model-not-loaded', 'No model is loaded. Load one first.');
  }

  async #dispose(): Promise<void> {
    const loaded = this.#loaded;
    this.#loaded = null;
    await loaded?.dispose();
  }

  async #inTurn<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const endTurn = await this.#queue.turn(signal);
    try {
      return await work();
    } finally {
      endTurn();
    }
  }
}
