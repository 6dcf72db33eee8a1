import type { CodecSpec } from '../model/model-spec';
import { type ContextFrames, contextFrames } from './receptive-field';

/** One decode: `emitFrames` new frames come out, `rightFrames` of those behind them are decoded along as context. */
export type CodecWindow = { readonly emitFrames: number; readonly rightFrames: number };

/** The plan of windows for a stream. The same frames always give the same windows, so a seed gives the same samples. */
export type WindowSchedule = {
  readonly context: ContextFrames;
  readonly window: (index: number) => CodecWindow;
};

/** `following`: exact too, in fewer windows, for a piece that follows another one and is as a rule there in time. */
export type CodecMode = 'exact' | 'fast' | 'following';

/** New frames of each window: 160 ms at 25 frames/s, then twice as many each time. */
const exactSizes: readonly number[] = [4, 8, 16, 32, 64];
/** A longer window would save little: at 96 frames a context of 10 + 10 costs a fifth. */
const largestSize = 96;
/**
 * Low latency: sound after 7 frames instead of 14, with a short look-ahead that is soon as long as it should be. Seam
 * error, measured with a trained codec of this topology on two spoken clips, over the first 30 frames: 43 and 55 dB
 * below the speech, at most 0.006 of full scale; from the fourth window on there is none. A look-ahead of 3 frames throughout
 * gave 31 dB, of 5 frames 43 dB, of 8 frames 76 dB.
 */
const fastWindows: readonly CodecWindow[] = [
  { emitFrames: 3, rightFrames: 4 },
  { emitFrames: 5, rightFrames: 5 },
  { emitFrames: 9, rightFrames: 8 },
];
/** The exact window that the fast ones have grown up to. */
const exactAfterFast = 2;

/**
 * Windows start small for early sound and grow, because each decodes its context again: four seconds of speech cost
 * 1.9 times one decode of all. Doubling lets playback stay ahead as long as synthesis takes less than half of the time
 * that its audio lasts; a slower device needs a head start, which is the player's affair.
 */
export function windowSchedule(spec: CodecSpec, mode: CodecMode): WindowSchedule {
  const context = contextFrames(spec);
  const exact = (index: number): CodecWindow => ({
    emitFrames: exactSizes[index] ?? largestSize,
    rightFrames: context.right,
  });
  if (mode === 'following') return { context, window: (index) => exact(index === 0 ? 2 : exactSizes.length) };
  if (mode === 'exact') return { context, window: exact };
  const fast = fastWindows.map(({ emitFrames, rightFrames }) => ({
    emitFrames,
    rightFrames: Math.min(rightFrames, context.right),
  }));
  return { context, window: (index) => fast[index] ?? exact(index - fast.length + exactAfterFast) };
}
