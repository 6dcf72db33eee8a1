import { bytesText } from '../../../core/data/units';
import type { Rehearsal, RehearsalProgress } from '../../../core/rehearsal/rehearsal';
import { durationText } from '../../widgets/figures';

/** The progress as a sentence shows it. */
export function progressText(progress: RehearsalProgress): string {
  switch (progress.stage) {
    case 'measuring':
      return 'measuring the device';
    case 'making':
      return 'making seeded weights';
    case 'loading':
      return `loading ${bytesText(progress.doneBytes)} of ${bytesText(progress.totalBytes)}`;
    case 'speaking':
      return `step ${progress.steps} of ${progress.stepCount}`;
  }
}

/** `1.2 times the prediction` */
export function ratioText(ratio: number): string {
  const figure = ratio >= 10 ? ratio.toFixed(0) : ratio.toFixed(ratio < 2 ? 2 : 1);
  return `${figure} times the prediction`;
}

/** The figures of one step, of memory and of loading. */
export function stepText({ speech, bandwidthShare, memoryBytes, info }: Rehearsal): string {
  const { perStep } = speech;
  return [
    `${durationText(speech.stepSeconds)} a step`,
    ...(perStep
      ? [`${perStep.dispatches} dispatches`, `${durationText(perStep.ownSeconds)} of it outside the GPU`]
      : []),
    `${(100 * bandwidthShare).toFixed(bandwidthShare < 0.1 ? 1 : 0)} % of a copy’s speed`,
    `${bytesText(memoryBytes)} of memory`,
    `loaded in ${durationText(info.loadSeconds)}`,
  ].join(', ');
}
