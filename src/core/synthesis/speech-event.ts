import type { Failure } from '../failure';
import type { PcmChunk } from '../pcm/pcm-chunk';
import type { CodeGrid } from '../prompt/prompt';

/** Figures of one request. Seconds; RTF = synthesis seconds / audio seconds. */
export type SpeechStats = {
  readonly promptPositionCount: number;
  readonly reusedPositionCount: number;
  readonly prefillSeconds: number;
  readonly decodeStepCount: number;
  readonly decodeSeconds: number;
  readonly codecSeconds: number;
  /** From accepting the request to its first sample; null when nothing was said. */
  readonly firstAudioSeconds: number | null;
  readonly totalSeconds: number;
  readonly audioSeconds: number;
  readonly realTimeFactor: number | null;
};

export type SpeechEvent =
  | { readonly type: 'queued'; readonly position: number }
  | {
      readonly type: 'started';
      readonly seed: number;
      readonly chunkCount: number;
      /** Rough length from the text, for progress bars only. */
      readonly estimatedFrameCount: number;
    }
  | { readonly type: 'chunk'; readonly chunk: PcmChunk }
  | { readonly type: 'progress'; readonly frameCount: number; readonly chunkIndex: number }
  | { readonly type: 'warning'; readonly message: string }
  /** `stopReason` is that of the last chunk; `length` means the cap cut it. */
  | {
      readonly type: 'finished';
      readonly stats: SpeechStats;
      readonly stopReason: 'end-of-speech' | 'length';
      readonly codes: CodeGrid;
    }
  | { readonly type: 'cancelled'; readonly stats: SpeechStats }
  | { readonly type: 'failed'; readonly failure: Failure };
