import type { TimelineRow } from '../../../core/studio/timeline';
import { t } from '../../language/language';
import { usePageState } from '../../page-context';
import { roughSecondsText } from '../../widgets/figures';
import { timelineIn } from './studio-view';

type Stretch = { readonly from: number; readonly to: number };

/** The whole as a line: what is made is filled, and the rest says how long it is. */
export function MadeMap() {
  const { rows, totalSeconds, unmadeSeconds } = usePageState(timelineIn);
  if (totalSeconds === 0) return null;
  return (
    <div className="made-map">
      <svg viewBox={`0 0 ${totalSeconds} 1`} preserveAspectRatio="none" aria-hidden="true">
        {madeStretches(rows).map(({ from, to }) => (
          <rect key={from} x={from} y={0} width={to - from} height={1} />
        ))}
      </svg>
      {unmadeSeconds > 0 && <span>{t`not made yet, ${roughSecondsText(unmadeSeconds)}`}</span>}
    </div>
  );
}

/** Rows with takes, those beside each other joined: a chapter of a thousand sentences is a few rectangles. */
function madeStretches(rows: readonly TimelineRow[]): readonly Stretch[] {
  const stretches: { from: number; to: number }[] = [];
  let isJoined = false;
  for (const { take, startSeconds, seconds } of rows) {
    const last = stretches.at(-1);
    if (take && isJoined && last) last.to = startSeconds + seconds;
    else if (take) stretches.push({ from: startSeconds, to: startSeconds + seconds });
    isJoined = take !== null;
  }
  return stretches;
}
