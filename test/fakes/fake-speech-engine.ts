import type { CodeGrid } from '../../src/core/codec/code-grid';
import { FailureError } from '../../src/core/failure';
import { type AcceptedLicences, requireAccepted } from '../../src/core/package/accepted-licences';
import type { Manifest } from '../../src/core/package/manifest';
import type { PcmChunk } from '../../src/core/pcm/pcm-chunk';
import { english, say, verbatim } from '../../src/core/sentence';
import { knownTags } from '../../src/core/speech/known-tags';
import type {
  EncodedReference,
  EngineInfo,
  LoadProgress,
  SpeechEngine,
} from '../../src/core/speech/speech-engine';
import type { SpeechEvent, SpeechStats } from '../../src/core/speech/speech-event';
import type { SpeechRequestInput } from '../../src/core/speech/speech-request';
import type { CheckResult, CheckStep } from '../../src/core/verify/verify-model';
import { spokenPiece } from './spoken-piece';

export const fakeSampleRateHz = 24_000;

export type FakeEngineOptions = {
  readonly manifest: Manifest;
  /** Length of what is said. */
  readonly seconds?: number;
  /** Lets time pass between two chunks; at once when left out. */
  readonly pause?: () => Promise<void>;
  /** Fails after so many chunks. */
  readonly failAfterChunks?: number;
  /** The one text that is refused. */
  readonly refusedText?: string;
  /** Number, from 1, of the one request that fails; all of them do when left out. */
  readonly failInRequest?: number;
  /** Of its tokenizer. */
  readonly specialTokens?: readonly string[];
  readonly acceptedLicences?: AcceptedLicences;
  readonly load?: 'succeeds' | 'fails' | 'never-ends';
  /** What verifying comes to. */
  readonly verdict?: 'passed' | 'failed' | 'skipped';
};

/** Speaks a hum that rises and falls; obeys aborts and fails on demand, as the real engine does. */
export class FakeSpeechEngine implements SpeechEngine {
  readonly requests: SpeechRequestInput[] = [];
  readonly previews: string[] = [];
  encodeCount = 0;
  readonly encodedSamples: Float32Array[] = [];
  readonly #options: FakeEngineOptions;

  constructor(options: FakeEngineOptions) {
    this.#options = options;
  }

  async load(
    _packageUrl: string,
    backend: 'auto' | 'webgpu' | 'wasm',
    onProgress: (progress: LoadProgress) => void,
    signal: AbortSignal,
  ): Promise<{ manifest: Manifest; info: EngineInfo }> {
    const { manifest, acceptedLicences } = this.#options;
    await requireAccepted(manifest.licence, manifest.title, acceptedLicences);
    const totalBytes = 12_400_000;
    for (const part of [0, 0.3, 0.62]) {
      signal.throwIfAborted();
      onProgress({ stage: 'reading', doneBytes: part * totalBytes, totalBytes });
      await this.#options.pause?.();
    }
    if (this.#options.load === 'never-ends') {
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    }
    if (this.#options.load === 'fails')
      throw new FailureError({
        kind: 'bad-package',
        message:
          'The file "language-00001.bin" of the model package is damaged. Load or import the model again.',
      });
    const words = {
      device: say`processor, ${4} threads`,
      reason: say`the browser offers no graphics adapter`,
    };
    const info: EngineInfo = {
      backend: backend === 'webgpu' ? 'webgpu' : 'wasm',
      device: english(words.device),
      graphTarget: 'cpu-quantised',
      threadCount: 4,
      reason: english(words.reason),
      words,
      loadSeconds: 0.8,
      weightBytes: totalBytes,
      tags: knownTags(manifest, this.#options.specialTokens ?? []),
    };
    return { manifest, info };
  }

  async *speak(request: SpeechRequestInput, signal: AbortSignal): AsyncGenerator<SpeechEvent, void> {
    this.requests.push(request);
    const seconds = this.#options.seconds ?? 2;
    const chunkSamples = fakeSampleRateHz / 5;
    const chunkCount = Math.round((seconds * fakeSampleRateHz) / chunkSamples);
    const seed = request.seed ?? 0;
    const isFailing = this.requests.length === (this.#options.failInRequest ?? this.requests.length);
    yield { type: 'queued', position: 0 };
    if (request.text === this.#options.refusedText)
      return yield { type: 'failed', failure: { kind: 'bad-request', message: 'It cannot be said.' } };
    yield { type: 'started', seed, chunkCount: 1, estimatedFrameCount: seconds * 25 * 1.2 };
    const { text } = request;
    const place = { index: 0, sentence: 1, from: 0, to: text.length, text, startSample: 0 };
    yield { type: 'piece-started', ...place };
    for (let chunk = 0; chunk < chunkCount; chunk++) {
      if (signal.aborted)
        return yield { type: 'cancelled', stats: statsOf((chunk * chunkSamples) / fakeSampleRateHz) };
      if (chunk === this.#options.failAfterChunks && isFailing) {
        const message = 'The graphics card was lost. Choose the processor under “Runs on”, or try again.';
        return yield { type: 'failed', failure: { kind: 'device-lost', message } };
      }
      const samples = hum(chunk * chunkSamples, chunkSamples, seed);
      yield {
        type: 'chunk',
        chunk: { samples, sampleRateHz: fakeSampleRateHz, startSample: chunk * chunkSamples },
      };
      await this.#options.pause?.();
    }
    const sampleCount = chunkCount * chunkSamples;
    const frameCount = Math.round(seconds * 25);
    const codes = { codes: new Int32Array(8 * frameCount).fill(seed % 128), codebookCount: 8, frameCount };
    yield { type: 'piece', piece: spokenPiece({ ...place, seed, codes, sampleCount }) };
    yield { type: 'finished', stats: statsOf(seconds), stopReason: 'end-of-speech' };
  }

  async soundOf(codes: CodeGrid, signal: AbortSignal): Promise<PcmChunk> {
    signal.throwIfAborted();
    const length = Math.round((codes.frameCount / 25) * fakeSampleRateHz);
    return { samples: hum(0, length, codes.codes[0] ?? 0), sampleRateHz: fakeSampleRateHz, startSample: 0 };
  }

  async previewVoice(voiceId: string, signal: AbortSignal): Promise<PcmChunk> {
    await this.#options.pause?.();
    signal.throwIfAborted();
    this.previews.push(voiceId);
    return { samples: hum(0, fakeSampleRateHz, 3), sampleRateHz: fakeSampleRateHz, startSample: 0 };
  }

  async encodeReference(
    samples: Float32Array,
    sampleRateHz: number,
    signal: AbortSignal,
  ): Promise<EncodedReference> {
    signal.throwIfAborted();
    this.encodeCount++;
    this.encodedSamples.push(samples);
    const frameCount = Math.floor((samples.length / sampleRateHz) * 25);
    return { codes: new Int32Array(8 * frameCount), codebookCount: 8, frameCount, warning: null };
  }

  async verify(onStep: (step: CheckStep) => void, signal: AbortSignal): Promise<readonly CheckResult[]> {
    for (const doneShare of [0, 0.5]) {
      signal.throwIfAborted();
      onStep({ check: 'codec', state: 'running', doneShare });
      await this.#options.pause?.();
    }
    signal.throwIfAborted();
    const result = {
      check: 'codec',
      state: this.#options.verdict ?? 'passed',
      detail: verbatim('It hums.'),
    } as const;
    onStep(result);
    return [result];
  }

  async unload(): Promise<void> {}
}

function hum(start: number, length: number, seed: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => {
    const t = (start + i) / fakeSampleRateHz;
    const syllable = Math.max(0, Math.sin(2 * Math.PI * (2.7 + (seed % 5) / 10) * t)) ** 0.7;
    const phrase = 0.35 + 0.65 * Math.abs(Math.sin(0.9 * t + seed));
    return 0.6 * syllable * phrase * Math.sin(2 * Math.PI * (170 + 30 * Math.sin(3 * t)) * t);
  });
}

function statsOf(audioSeconds: number): SpeechStats {
  return {
    promptPositionCount: 60,
    reusedPositionCount: 40,
    prefillSeconds: 0.05,
    decodeStepCount: Math.round(audioSeconds * 25),
    decodeSeconds: audioSeconds / 6,
    codecSeconds: audioSeconds / 40,
    firstAudioSeconds: 0.21,
    totalSeconds: audioSeconds / 5,
    audioSeconds,
    realTimeFactor: audioSeconds > 0 ? 0.2 : null,
  };
}
