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

/** Figures of a request that ended before its turn. */
export const nothingSaid: SpeechStats = {
  promptPositionCount: 0,
  reusedPositionCount: 0,
  prefillSeconds: 0,
  decodeStepCount: 0,
  decodeSeconds: 0,
  codecSeconds: 0,
  firstAudioSeconds: null,
  totalSeconds: 0,
  audioSeconds: 0,
  realTimeFactor: null,
};

/** What became of a piece of the text. */
export type SpokenPiece = {
  readonly index: number;
  /** Which sentence of the text it begins with, from 1. */
  readonly sentence: number;
  /** Where it stands in the text of the request, `[from, to)`, in UTF-16 units. */
  readonly from: number;
  readonly to: number;
  /** As the model was given it. */
  readonly text: string;
  /** The text of one piece, spoken alone with this seed, gives these codes again, unless earlier pieces were shown. */
  readonly seed: number;
  /** How often it was made; the best is kept. */
  readonly takeCount: number;
  readonly codes: CodeGrid;
  /** Place of its sound in the whole utterance; `pauseSamples` of silence stand before it. */
  readonly startSample: number;
  readonly sampleCount: number;
  readonly pauseSamples: number;
  /** Silence that its codes make and that was taken off. */
  readonly trimmedStartSamples: number;
  readonly trimmedEndSamples: number;
  readonly verdict: PieceVerdict;
};

/** `cut`: it reached the limit; `short` and `long`: not as long as its text; `silent`: nothing is heard. */
export type PieceVerdict = 'good' | 'short' | 'long' | 'cut' | 'silent';

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
  /** After the last of its sound. */
  | { readonly type: 'piece'; readonly piece: SpokenPiece }
  | { readonly type: 'warning'; readonly message: string }
  /** `stopReason` is that of the last piece; `length` means the cap cut it. */
  | {
      readonly type: 'finished';
      readonly stats: SpeechStats;
      readonly stopReason: 'end-of-speech' | 'length';
    }
  | { readonly type: 'cancelled'; readonly stats: SpeechStats }
  | { readonly type: 'failed'; readonly failure: Failure };
