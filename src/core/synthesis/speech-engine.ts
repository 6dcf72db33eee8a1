import type { GraphTarget } from '../graph/built-graph';
import type { PcmChunk } from '../pcm/pcm-chunk';
import type { CodeGrid } from '../prompt/prompt';
import type { Manifest } from '../store/manifest';
import type { CheckResult, CheckStep } from '../verify/verify-model';
import type { SpeechEvent } from './speech-event';
import type { SpeechRequestInput } from './speech-request';

export type BackendChoice = 'auto' | 'webgpu' | 'wasm';

/** What runs, and why: shown to the user as it is. */
export type EngineInfo = {
  readonly backend: 'webgpu' | 'wasm';
  /** Vendor and architecture of the adapter, or threads of the CPU. */
  readonly device: string;
  readonly graphTarget: GraphTarget;
  readonly threadCount: number;
  readonly reason: string;
  readonly loadSeconds: number;
  readonly weightBytes: number;
};

export type LoadProgress = {
  readonly stage: 'reading' | 'uploading' | 'compiling';
  readonly doneBytes: number;
  readonly totalBytes: number;
};

/** The methods that give events: what carries the engine between threads has to know them before it calls. */
export const engineFlows = { speak: true } as const;

/** Port: what speaks. LocalSpeechEngine runs in the thread that calls it; platform/bridge carries it between threads. */
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
  /** How a preset of the loaded model sounds, in a few seconds. */
  previewVoice(voiceId: string, signal: AbortSignal): Promise<PcmChunk>;
  /** @param samples mono sound of any rate. */
  encodeReference(samples: Float32Array, sampleRateHz: number, signal: AbortSignal): Promise<CodeGrid>;
  /**
   * Checks the loaded model: every byte of its package, its codec on fixed codes, and its answers where they are known.
   * @param onStep told of every result as it comes, and of how far the running check is.
   * @returns one result a check; failures of the package are results, not errors.
   */
  verify(onStep: (step: CheckStep) => void, signal: AbortSignal): Promise<readonly CheckResult[]>;
  unload(): Promise<void>;
}
