import { useEffect, useRef, useState } from 'react';
import { announcement } from './announcement';
import { lettersTold } from './features/reading/reading-slice';
import { warningsOfSpeech } from './features/speech/warnings';
import { t } from './language/language';
import { usePageState } from './page-context';

/** Screen readers get at most one sentence in this time, and always the last one. */
const QUIET_MILLISECONDS = 1000;

/** The one live region of the page. */
export function StatusRegion() {
  const sentence = useThrottled(usePageState(announcement));
  const warningCount = usePageState((state) => warningsOfSpeech(state.warnings, lettersTold(state)).length);
  return (
    <div role="status" className="status">
      <p>{sentence}</p>
      {warningCount > 0 && <p className="warning">{t`${warningCount} warnings: see above the player.`}</p>}
    </div>
  );
}

function useThrottled(sentence: string): string {
  const [shown, setShown] = useState(sentence);
  const shownAt = useRef(0);
  useEffect(() => {
    const wait = Math.max(0, shownAt.current + QUIET_MILLISECONDS - performance.now());
    const timer = setTimeout(() => {
      shownAt.current = performance.now();
      setShown(sentence);
    }, wait);
    return () => clearTimeout(timer);
  }, [sentence]);
  return shown;
}
