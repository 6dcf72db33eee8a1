import { useEffect, useId, useRef } from 'react';
import { usePageIntents, usePageState } from '../page-context';
import { SaidDisclosure } from '../reading/said-disclosure';
import { isAbout } from '../state/failure-sentence';
import { expectedSeconds, lettersTold } from '../state/reading-state';
import { roughSecondsText } from '../widgets/figures';
import { Icon } from '../widgets/icon';
import { showPlace } from './show-place';

export function TextEditor() {
  const text = usePageState((state) => state.form.text);
  const seconds = usePageState(expectedSeconds);
  const isWrong = usePageState((state) => isAbout(state.problem, 'text'));
  const letters = usePageState(lettersTold);
  const { change } = usePageIntents();
  const field = useShownPlace();
  const id = useId();
  const characterCount = [...text].length;
  return (
    <div className="sheet">
      <label className="visually-hidden" htmlFor={id}>
        Text to speak
      </label>
      <textarea
        id={id}
        ref={field}
        className="manuscript"
        value={text}
        rows={6}
        spellCheck
        placeholder="Write what you want to hear."
        aria-describedby={`${id}-count ${id}-letters`}
        aria-invalid={isWrong}
        onChange={(event) => change({ text: event.target.value })}
      />
      <p className="sheet-foot" id={`${id}-count`}>
        <span>
          {characterCount.toLocaleString('en')} {characterCount === 1 ? 'character' : 'characters'}
        </span>
        {seconds > 0 && <span>{roughSecondsText(seconds)} of speech</span>}
      </p>
      <p className="sheet-note" id={`${id}-letters`} aria-live="polite">
        {letters !== '' && (
          <>
            <Icon name="warning" /> {letters}
          </>
        )}
      </p>
      <SaidDisclosure />
    </div>
  );
}

/** Selects the stretch that a person wants to see, and goes there. */
function useShownPlace() {
  const field = useRef<HTMLTextAreaElement>(null);
  const place = usePageState((state) => state.shownPlace);
  useEffect(() => {
    if (place && field.current) showPlace(field.current, place);
  }, [place]);
  return field;
}
