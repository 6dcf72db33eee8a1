import type { CodeGrid } from '../../../core/codec/code-grid';
import type { WaveformPeaks } from '../../../core/pcm/waveform-peaks';
import type { SpeechStats } from '../../../core/speech/speech-event';
import type { SpeechRequestInput } from '../../../core/speech/speech-request';
import type { PageTake } from './take-file';

/** The sound of a take and its outline. Both grow outside of the state: neither player nor drawing waits for React. */
export type TakeHandle = { readonly sound: PageTake; readonly peaks: WaveformPeaks };

/** One reading of a text: its request, its codes, its sound and what is known of them, complete or not. */
export type Take = TakeHandle & {
  /** Unique in this page. */
  readonly id: number;
  readonly text: string;
  /** The request as the engine was given it. */
  readonly request: SpeechRequestInput;
  readonly seed: number;
  /** One grid a piece of the text, in order. */
  readonly codes: readonly CodeGrid[];
  readonly sampleRateHz: number;
  readonly sampleCount: number;
  readonly generatedSeconds: number;
  readonly estimatedSeconds: number;
  readonly isComplete: boolean;
  /** Time from Speak to the first sample. */
  readonly firstAudioSeconds: number;
  /** Measured by the page while it grows, by the engine once it is done. */
  readonly realTimeFactor: number;
  /** Null until the engine has added it up. */
  readonly stats: SpeechStats | null;
};

export type TakesSlice = {
  /** Takes in the order in which they began. The page keeps the newest only. */
  readonly takes: readonly Take[];
};

export const newestTake = ({ takes }: TakesSlice): Take | null => takes.at(-1) ?? null;

export function withTake(takes: readonly Take[], id: number, change: (take: Take) => Take): readonly Take[] {
  return takes.map((take) => (take.id === id ? change(take) : take));
}

/** The take of a request that has ended; one that is complete is left as it is. */
export function completed(take: Take, stats: SpeechStats | null): Take {
  if (take.isComplete) return take;
  return { ...take, isComplete: true, stats, realTimeFactor: stats?.realTimeFactor ?? take.realTimeFactor };
}
