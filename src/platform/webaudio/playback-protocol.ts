import type { PlaybackPhase } from '../../core/pcm/playback';

/** Name under which the worklet registers its processor. */
export const PLAYBACK_PROCESSOR_NAME = 'pagevoice-playback';

/** Five seconds and a half at 24 kHz: generation may run this far ahead of playback. */
export const RING_CAPACITY_SAMPLES = 2 ** 17;

/** Options of the worklet node. `ring`: shared memory where there is some, else null. */
export type PlaybackOptions = { readonly ring: SharedArrayBuffer | null };

/** First and only message on the node's own port: the feed, transferred. */
export type PlaybackFeed = { readonly type: 'feed'; readonly port: MessagePort };

/** Writer to reader, over the feed. Positions count samples since the ring was made. */
export type PlaybackMessage =
  /** The samples' buffer is transferred. Not used with shared memory: there they go straight into the ring. */
  | { readonly type: 'samples'; readonly samples: Float32Array }
  | { readonly type: 'end'; readonly position: number }
  | { readonly type: 'discard'; readonly position: number }
  | { readonly type: 'close' };

/** Reader to writer: at every change of phase, and while sound plays ten times a second. */
export type PlaybackReport = {
  readonly phase: PlaybackPhase;
  readonly positionSamples: number;
  readonly underrunCount: number;
};
