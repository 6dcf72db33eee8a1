import type { TimelineRow } from '../../../core/studio/timeline';
import { t } from '../../language/language';
import { usePageState } from '../../page-context';
import { roughSecondsText } from '../../widgets/figures';
import { heldBackSeconds, timelineIn } from './studio-view';
import { useStudio } from './use-studio';

type Stretch = { readonly from: number; readonly to: number };

/** The whole as a line: what is made is filled, and the rest says how long it is. */
export function MadeMap() {
  const { rows, totalSeconds, unmadeSeconds } = usePageState(timelineIn);
  return (
    <div className="made-map">
      <svg viewBox={`0 0 ${totalSeconds || 1} 1`} preserveAspectRatio="none" aria-hidden="true">
        {madeStretches(rows).map(({ from, to }) => (
          <rect key={from} x={from} y={0} width={to - from} height={1} />
        ))}
      </svg>
      <Unmade seconds={unmadeSeconds} />
    </div>
  );
}

/** A line on the time that is not made yet, or until it can be heard without a gap. */
function Unmade({ seconds }: { readonly seconds: number }) {
  const wait = usePageState((state) => Math.ceil(heldBackSeconds(state)));
  const studio = useStudio();
  if (seconds === 0) return null;
  if (wait === 0) return <span>{t`not made yet, ${roughSecondsText(seconds)}`}</span>;
  return (
    <>
      <span>{t`plays without a gap in ${roughSecondsText(wait)}`}</span>
      <button type="button" className="plain" onClick={() => studio.player.startNow()}>
        {t`Start now`}
      </button>
    </>
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
