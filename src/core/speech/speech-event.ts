import type { CodeGrid } from '../codec/code-grid';
import type { Failure } from '../failure';
import type { PcmChunk } from '../pcm/pcm-chunk';
import { english, type Sentence } from '../sentence';

/** Figures of one request. Seconds; RTF = synthesis seconds / audio seconds. */
export type SpeechStats = {
  readonly promptPositionCount: number;
  readonly reusedPositionCount: number;
  readonly prefillSeconds: number;
  readonly decodeStepCount: number;
  readonly decodeSeconds: number;
  readonly codecSeconds: number;
  /** Seconds from accepting the request to its first sample; null when there was no sound. */
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

/** Figures of two parts of one speech. @param totalSeconds of both: their sum, or less where they were made side by side. */
export function joinedStats(before: SpeechStats, more: SpeechStats, totalSeconds: number): SpeechStats {
  const sum = (key: Exclude<keyof SpeechStats, 'firstAudioSeconds' | 'realTimeFactor'>) =>
    before[key] + more[key];
  const audioSeconds = sum('audioSeconds');
  return {
    promptPositionCount: sum('promptPositionCount'),
    reusedPositionCount: sum('reusedPositionCount'),
    prefillSeconds: sum('prefillSeconds'),
    decodeStepCount: sum('decodeStepCount'),
    decodeSeconds: sum('decodeSeconds'),
    codecSeconds: sum('codecSeconds'),
    firstAudioSeconds: before.firstAudioSeconds ?? more.firstAudioSeconds,
    totalSeconds,
    audioSeconds,
    realTimeFactor: audioSeconds > 0 ? totalSeconds / audioSeconds : null,
  };
}

/** Result of a piece of the text. */
export type SpokenPiece = {
  readonly index: number;
  /** Number of the sentence that it begins with, from 1. */
  readonly sentence: number;
  /** Place in the text of the request, `[from, to)`, in UTF-16 units. */
  readonly from: number;
  readonly to: number;
  /** Text as given to the model. */
  readonly text: string;
  /** The text of one piece, spoken alone with this seed, gives these codes again, unless earlier pieces were shown. */
  readonly seed: number;
  /** Number of takes; the best is kept. */
  readonly takeCount: number;
  readonly codes: CodeGrid;
  /** Place of its sound in the whole utterance; `pauseSamples` of silence come before it. */
  readonly startSample: number;
  readonly sampleCount: number;
  readonly pauseSamples: number;
  /** Silence that its codes make and that was taken off. */
  readonly trimmedStartSamples: number;
  readonly trimmedEndSamples: number;
  readonly verdict: PieceVerdict;
  readonly counts: PieceCounts;
};

/** Figures of the try that was kept; those that were thrown away are not in it. */
export type PieceCounts = {
  /** Positions of its prompt that hold text, and those that hold sound. */
  readonly promptTextCount: number;
  readonly promptAudioCount: number;
  /** Positions that were held from what was said before, and not computed again. */
  readonly reusedCount: number;
  /** Decode steps, those of the delay's ramp included. */
  readonly columnCount: number;
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
  /** Sent before the first of the piece's sound, which will be at `startSample`. */
  | {
      readonly type: 'piece-started';
      readonly index: number;
      readonly sentence: number;
      readonly from: number;
      readonly to: number;
      readonly text: string;
      readonly startSample: number;
    }
  /** Sent after the last of the piece's sound. */
  | { readonly type: 'piece'; readonly piece: SpokenPiece }
  | { readonly type: 'warning'; readonly message: string; readonly sentence: Sentence }
  /** `stopReason` is that of the last piece; `length` means the cap cut it. */
  | {
      readonly type: 'finished';
      readonly stats: SpeechStats;
      readonly stopReason: 'end-of-speech' | 'length';
    }
  | { readonly type: 'cancelled'; readonly stats: SpeechStats }
  | { readonly type: 'failed'; readonly failure: Failure };

export const warning = (sentence: Sentence): SpeechEvent => ({
  type: 'warning',
  message: english(sentence),
  sentence,
});
