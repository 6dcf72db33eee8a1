import { useEffect, useId, useRef } from 'react';
import { usePageIntents, usePageState } from '../page-context';
import type { BigModelQuestion as Question } from '../state/device-state';

/** Stands between a person and a model that is big for this device. Nothing of it was fetched or loaded yet. */
export function BigModelQuestion() {
  const question = usePageState((state) => state.question);
  if (question.type === 'none') return null;
  return <Asked question={question} />;
}

function Asked({ question }: { readonly question: Exclude<Question, { readonly type: 'none' }> }) {
  const { goOn, notNow } = usePageIntents();
  const id = useId();
  const place = useRef<HTMLElement>(null);
  // It may stand far from the button that brought it; afterwards one is back where one was.
  useEffect(() => {
    const before = document.activeElement;
    place.current?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  const isLoad = question.type === 'load';
  const title = isLoad ? question.choice.title : question.title;
  return (
    <section ref={place} className="panel" tabIndex={-1} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>
        {isLoad ? 'Load' : 'Install'} {title}?
      </h2>
      <p>{question.sentence}</p>
      <div className="buttons small">
        <button type="button" onClick={notNow}>
          Not now
        </button>
        <button type="button" onClick={goOn}>
          {isLoad ? 'Load it anyway' : 'Install it anyway'}
        </button>
      </div>
    </section>
  );
}
