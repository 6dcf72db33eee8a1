import type { Failure } from '../../../core/failure';

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
      readonly previewUrl: string;
      /** Reason why this part cannot be used, or why another file could not replace this recording. */
      readonly problem: Failure | null;
    }
  | { readonly type: 'failed'; readonly failure: Failure };

export type VoicesSlice = {
  /** Id of the preset that is heard, or about to be; null for none. */
  readonly previewedVoice: string | null;
  readonly reference: ReferenceState;
};

export const firstVoices: VoicesSlice = { previewedVoice: null, reference: { type: 'absent' } };
