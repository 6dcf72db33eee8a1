import type { AudioSink } from './audio-sink';

/** State of the output, as last reported by the audio thread (about ten times a second). */
export type SpeakerReport = {
  /**
   * `buffering`: sound was asked for and silence is played until enough of it is there.
   * `paused`: the system has taken the sound away; it goes on with the same sample once it may. No underrun.
   */
  readonly type: 'silent' | 'buffering' | 'playing' | 'paused';
  /** Samples heard since the current stretch began. */
  readonly playedSamples: number;
  /** Number of underruns since the current stretch began. */
  readonly underrunCount: number;
};

/** Port: the audio output. A stretch lasts from the first write to finish or discard. */
export interface Speaker extends AudioSink {
  readonly report: SpeakerReport;
  /** Something else closed the output: writing fails from now on, and another speaker must be opened. */
  readonly isLost: boolean;
  /** Must be called inside a click or key press: browsers let sound start only there. Ends a pause, where it may. */
  wake(): void;
  /** @returns a function that ends the subscription. */
  onReport(listener: (report: SpeakerReport) => void): () => void;
  dispose(): Promise<void>;
}
