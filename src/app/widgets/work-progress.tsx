import { type ReactNode, useId } from 'react';
import { t } from '../language/language';
import { roughSecondsText } from './figures';
import { useSecondsLeft } from './use-seconds-left';

type WorkProgressProps = {
  readonly text: string;
  /** Null, or 0 of 0, while the total is unknown. */
  readonly progress: { readonly doneBytes: number; readonly totalBytes: number } | null;
  /** Buttons that act on the work. */
  readonly children?: ReactNode;
};

/** A piece of work, how far it is, and how long the rest will take. */
export function WorkProgress({ text, progress, children }: WorkProgressProps) {
  const id = useId();
  const isKnown = progress !== null && progress.totalBytes > 0;
  const secondsLeft = useSecondsLeft(progress?.doneBytes ?? 0, progress?.totalBytes ?? 0);
  return (
    <div className="model-progress">
      <p id={id}>{secondsLeft === null ? text : t`${text}, ${roughSecondsText(secondsLeft)} left`}</p>
      <progress
        aria-labelledby={id}
        {...(isKnown && { max: progress.totalBytes, value: progress.doneBytes })}
      />
      {children}
    </div>
  );
}
