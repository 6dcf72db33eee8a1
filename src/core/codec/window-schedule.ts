import type { CodecSpec } from '../model/model-spec';
import { type ContextFrames, contextFrames } from './receptive-field';

/** One decode: `emitFrames` new frames come out once there are `rightFrames` more behind them. */
export type CodecWindow = { readonly emitFrames: number; readonly rightFrames: number };

/** The plan of windows for a stream. The same frames always give the same windows, so a seed gives the same samples. */
export type WindowSchedule = {
  readonly context: ContextFrames;
  readonly window: (index: number) => CodecWindow;
};

/** `following`: exact too, without the small windows of the start, for a piece that follows another one and is as a rule there in time. */
export type CodecMode = 'exact' | 'fast' | 'following';

/** New frames of each exact window: 160 ms at 25 frames/s, then twice as many. */
const exactSizes: readonly number[] = [4, 8];
/**
 * New frames of all further windows. Measured on wasm with the bundled voice over 100 frames, in shares of one decode of
 * them all: windows of 4 frames take 1.02, of 8 0.88, of 16 and 24 0.84, of 48 0.88. Short windows cost a call each, and
 * the layers of long ones do not fit the processor's caches.
 */
export const LATER_WINDOW_FRAMES = 16;
/**
 * Low latency: sound after 7 frames instead of 14, with a short look-ahead that is soon as long as it should
 * be. Seam error, measured with a trained codec of this topology on two spoken clips, over the first 30
 * frames: 43 and 55 dB below the speech, at most 0.006 of full scale; from the fourth window on there is
 * none. A look-ahead of 3 frames throughout gave 31 dB, of 5 frames 43 dB, of 8 frames 76 dB.
 */
const fastWindows: readonly CodecWindow[] = [
  { emitFrames: 3, rightFrames: 4 },
  { emitFrames: 5, rightFrames: 5 },
  { emitFrames: 9, rightFrames: 8 },
];

/**
 * Windows start small for early sound. No frame is decoded twice, but for the context of the windows that `fast` begins
 * with. Doubling lets playback stay ahead as long as synthesis takes less than half of the time that its audio lasts; a
 * slower device needs a head start, which is the player's affair.
 */
export function windowSchedule(spec: CodecSpec, mode: CodecMode): WindowSchedule {
  const context = contextFrames(spec);
  const exactOf = (emitFrames: number): CodecWindow => ({ emitFrames, rightFrames: context.right });
  const later = exactOf(LATER_WINDOW_FRAMES);
  if (mode === 'following') return { context, window: () => later };
  if (mode === 'exact')
    return { context, window: (index) => exactOf(exactSizes[index] ?? LATER_WINDOW_FRAMES) };
  const fast = fastWindows.map(({ emitFrames, rightFrames }) => ({
    emitFrames,
    rightFrames: Math.min(rightFrames, context.right),
  }));
  return { context, window: (index) => fast[index] ?? later };
}
