import type { SpeakerReport } from '../../../core/pcm/speaker';

export type PlaybackState = {
  readonly type: SpeakerReport['type'];
  /** Place in the take, not time listened. */
  readonly playedSeconds: number;
  readonly underrunCount: number;
};

export type PlaybackSlice = { readonly playback: PlaybackState };

export const firstPlayback: PlaybackSlice = {
  playback: { type: 'silent', playedSeconds: 0, underrunCount: 0 },
};
