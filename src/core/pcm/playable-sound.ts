import type { PcmChunk } from './pcm-chunk';

/** Port: a sound that can be played from any place, while it still grows or later. */
export interface PlayableSound {
  readonly sampleRateHz: number;
  /** Yields what is there from `startSample` on and then what comes, until no more will come or `signal` aborts. */
  follow(startSample: number, signal: AbortSignal): AsyncGenerator<PcmChunk, void>;
}
