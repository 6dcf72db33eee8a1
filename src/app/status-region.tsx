import { useEffect, useRef, useState } from 'react';
import { announcement } from './announcement';
import { lettersTold } from './features/reading/reading-slice';
import { warningsOfSpeech, warningsTitle } from './features/speech/warnings';
import { usePageState } from './page-context';

/** Screen readers get at most one sentence in this time, and always the last one. */
const QUIET_MILLISECONDS = 1000;

/** What the page is doing, and how many warnings there are: two live regions, so that neither repeats the other. */
export function StatusRegion() {
  const sentence = useThrottled(usePageState(announcement));
  const warnings = usePageState((state) =>
    warningsTitle(warningsOfSpeech(state.warnings, lettersTold(state)).length),
  );
  return (
    <div className="status">
      <p role="status">{sentence}</p>
      {/* It is there before the first warning: a region that comes with its text is not heard. */}
      <p className="visually-hidden" aria-live="polite">
        {warnings}
      </p>
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
