import type { AudioSink } from './audio-sink';

/** What can be heard, as last told by the audio thread (about ten times a second). */
export type SpeakerReport = {
  /**
   * `buffering`: sound was asked for and silence is played until enough of it is there.
   * `paused`: the system has taken the sound away; it goes on with the same sample once it may. No underrun.
   */
  readonly type: 'silent' | 'buffering' | 'playing' | 'paused';
  /** Samples heard since the current stretch began. */
  readonly playedSamples: number;
  /** How often the sound ran dry since the current stretch began. */
  readonly underrunCount: number;
};

/** Port: the end of the speak road that a person hears. A stretch lasts from the first write to finish or discard. */
export interface Speaker extends AudioSink {
  readonly report: SpeakerReport;
  /** Must be called inside a click or key press: browsers let sound start only there. Ends a pause, where it may. */
  wake(): void;
  /** @returns a function that ends the subscription. */
  onReport(listener: (report: SpeakerReport) => void): () => void;
  dispose(): Promise<void>;
}
