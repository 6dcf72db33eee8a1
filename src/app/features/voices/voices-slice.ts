import type { Failure } from '../../../core/failure';
import type { ReferenceFlaw } from '../../../core/pcm/reference-flaws';
import type { OwnVoice } from '../../../core/studio/own-voice';

/** A person's own recording. Its samples and codes are held by ReferenceController. */
export type ReferenceState =
  | { readonly type: 'absent' }
  | { readonly type: 'recording' }
  | { readonly type: 'reading'; readonly name: string }
  | {
      readonly type: 'ready';
      readonly name: string;
      /** Length of the whole recording. */
      readonly seconds: number;
      /** The part that is used, which is also what `previewUrl` plays. */
      readonly startSeconds: number;
      readonly usedSeconds: number;
      /** The loudest sample of each of many equal stretches of the whole recording. */
      readonly outline: readonly number[];
      /** What is not good about the part that is used. */
      readonly flaws: readonly ReferenceFlaw[];
      readonly previewUrl: string;
      /** Reason why this part cannot be used, or why another file could not replace this recording. */
      readonly problem: Failure | null;
    }
  | { readonly type: 'failed'; readonly failure: Failure };

export type VoicesSlice = {
  /** Id of the preset or own voice that is heard, or about to be; null for none. */
  readonly previewedVoice: string | null;
  readonly reference: ReferenceState;
  /** Voices that were kept, of any model; the oldest first. */
  readonly ownVoices: readonly OwnVoice[];
};

export const firstVoices: VoicesSlice = {
  previewedVoice: null,
  reference: { type: 'absent' },
  ownVoices: [],
};
