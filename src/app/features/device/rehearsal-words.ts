import type { Rehearsal, RehearsalProgress } from '../../../core/rehearsal/rehearsal';
import { decimal } from '../../../core/sentence';
import { t } from '../../language/language';
import { bytesText, durationText } from '../../widgets/figures';

/** The progress as a sentence shows it. */
export function progressText(progress: RehearsalProgress): string {
  switch (progress.stage) {
    case 'measuring':
      return t`measuring the device`;
    case 'making':
      return t`making seeded weights`;
    case 'loading':
      return t`loading ${bytesText(progress.doneBytes)} of ${bytesText(progress.totalBytes)}`;
    case 'speaking':
      return t`step ${progress.steps} of ${progress.stepCount}`;
  }
}

/** `1.2 times the prediction` */
export function ratioText(ratio: number): string {
  const digits = ratio >= 10 ? 0 : ratio < 2 ? 2 : 1;
  return t`${decimal(ratio, digits)} times the prediction`;
}

/** The figures of one step, of memory and of loading. */
export function stepText({ speech, bandwidthShare, memoryBytes, info }: Rehearsal): string {
  const { perStep } = speech;
  return [
    t`${durationText(speech.stepSeconds)} a step`,
    ...(perStep
      ? [t`${perStep.dispatches} dispatches`, t`${durationText(perStep.ownSeconds)} of it outside the GPU`]
      : []),
    t`${decimal(100 * bandwidthShare, bandwidthShare < 0.1 ? 1 : 0)} % of a copy’s speed`,
    t`${bytesText(memoryBytes)} of memory`,
    t`loaded in ${durationText(info.loadSeconds)}`,
  ].join(', ');
}
