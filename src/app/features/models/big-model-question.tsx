import { useEffect, useId, useRef } from 'react';
import { t } from '../../language/language';
import { useControllers, usePageState } from '../../page-context';
import type { BigModelQuestion as Question } from './models-slice';

/** Question before a model that is big for this device, or of another site, is fetched or loaded. */
export function BigModelQuestion() {
  const question = usePageState((state) => state.question);
  if (question.type === 'none') return null;
  return <Asked question={question} />;
}

function Asked({ question }: { readonly question: Exclude<Question, { readonly type: 'none' }> }) {
  const controllers = useControllers();
  const id = useId();
  const place = useRef<HTMLElement>(null);
  // The question may be far from the button that opened it; the focus returns there afterwards.
  useEffect(() => {
    const before = document.activeElement;
    place.current?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  const isLoad = question.type === 'load';
  const title = isLoad ? question.choice.title : question.title;
  const anyway = isLoad ? t`Load it anyway` : t`Install it anyway`;
  return (
    <section ref={place} className="panel" tabIndex={-1} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{isLoad ? t`Load ${title}?` : t`Install ${title}?`}</h2>
      <p>{question.sentence}</p>
      <div className="buttons small">
        <button type="button" onClick={controllers.question.decline}>{t`Not now`}</button>
        <button type="button" onClick={controllers.question.confirm}>
          {question.origins.length === 0 ? anyway : t`Allow and go on`}
        </button>
      </div>
    </section>
  );
}
