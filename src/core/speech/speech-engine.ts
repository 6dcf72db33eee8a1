import type { CodeGrid } from '../codec/code-grid';
import type { UnforeseenWords } from '../failure';
import type { GraphTarget } from '../graph/built-graph';
import type { Manifest } from '../package/manifest';
import type { PcmChunk } from '../pcm/pcm-chunk';
import { type Sentence, say } from '../sentence';
import type { CheckResult, CheckStep } from '../verify/verify-model';
import type { SpeechEvent } from './speech-event';
import type { SpeechRequestInput } from './speech-request';

/** `wasm` is the processor, and `wasm-runtime` the same with the language model in ONNX Runtime too, for comparison. */
export type BackendChoice = 'auto' | 'webgpu' | 'wasm' | 'wasm-runtime';

/** Backend and the reason for it; shown to the user as it is. */
export type EngineInfo = {
  readonly backend: 'webgpu' | 'wasm';
  /** Vendor and architecture of the adapter, or threads of the CPU. */
  readonly device: string;
  readonly graphTarget: GraphTarget;
  readonly threadCount: number;
  readonly reason: string;
  /** The same in words that the page translates. */
  readonly words: { readonly device: Sentence; readonly reason: Sentence };
  readonly loadSeconds: number;
  readonly weightBytes: number;
  /** Tags of events and controls that the model knows, as they are written into a text. */
  readonly tags: readonly string[];
};

export const engineError: UnforeseenWords = {
  kind: 'engine-gone',
  sentence: (error) => say`The speech engine stopped because of an error (${error}). Load the model again.`,
};

export type LoadProgress = {
  readonly stage: 'reading' | 'uploading' | 'compiling';
  readonly doneBytes: number;
  readonly totalBytes: number;
  /** Threads with which networks are being opened; left out where it is one. */
  readonly threadCount?: number;
};

/** The codes of a recording, and a sentence for a person where only a part of it was used. */
export type EncodedReference = CodeGrid & { readonly warning: Sentence | null };

/** Methods that give events; the bridge between threads needs their names before a call. */
export const engineFlows = { speak: true } as const;

/** Port: what speaks. `localSpeechEngine` runs in the thread that calls it; platform/bridge connects threads. */
export interface SpeechEngine {
  /** @param packageUrl folder of a model package, absolute. Loading again replaces the model. */
  load(
    packageUrl: string,
    backend: BackendChoice,
    onProgress: (progress: LoadProgress) => void,
    signal: AbortSignal,
  ): Promise<{ readonly manifest: Manifest; readonly info: EngineInfo }>;
  /** Requests are spoken one after another; abort ends this one within a decode step. Never throws: failures are events. */
  speak(request: SpeechRequestInput, signal: AbortSignal): AsyncGenerator<SpeechEvent, void>;
  /** Sound of a piece from its codes, as it was between two others when it was made; see `pieceSound`. */
  soundOf(codes: CodeGrid, signal: AbortSignal): Promise<PcmChunk>;
  /** Sample of a preset of the loaded model, a few seconds long. */
  previewVoice(voiceId: string, signal: AbortSignal): Promise<PcmChunk>;
  /** @param samples mono sound of any rate; of more than 30 s the first usable part is taken, with a warning. */
  encodeReference(
    samples: Float32Array,
    sampleRateHz: number,
    signal: AbortSignal,
  ): Promise<EncodedReference>;
  /**
   * Checks the loaded model: every byte of its package, its codec on fixed codes, and its answers where they are known.
   * @param onStep called with every result, and with the progress of the running check.
   * @returns one result a check; failures of the package are results, not errors.
   */
  verify(onStep: (step: CheckStep) => void, signal: AbortSignal): Promise<readonly CheckResult[]>;
  unload(): Promise<void>;
}
