import { type ReactNode, useEffect, useId, useRef } from 'react';
import { t, translated } from '../../language/language';
import { useControllers, usePageState } from '../../page-context';
import { useWrong } from '../../use-wrong';
import { roughSecondsText } from '../../widgets/figures';
import { Icon } from '../../widgets/icon';
import { expectedSeconds, lettersTold } from '../reading/reading-slice';
import { showPlace } from './show-place';

/** @param children elements below the text, on the same sheet. */
export function TextEditor({ children }: { readonly children: ReactNode }) {
  const text = usePageState((state) => state.form.text);
  const seconds = usePageState(expectedSeconds);
  const wrong = useWrong('text');
  const letters = usePageState(lettersTold);
  const { settings, speech } = useControllers();
  const field = useShownPlace();
  const id = useId();
  const characterCount = [...text].length;
  return (
    <div className="sheet">
      <label className="visually-hidden" htmlFor={id}>{t`Text to speak`}</label>
      <textarea
        id={id}
        ref={(drawn) => {
          field.current = drawn;
          wrong.ref(drawn);
        }}
        className="manuscript"
        dir="auto"
        value={text}
        rows={6}
        spellCheck
        placeholder={t`Write what you want to hear.`}
        aria-describedby={`${id}-count ${id}-letters`}
        aria-invalid={wrong.isWrong}
        onChange={(event) => settings.change({ text: event.target.value })}
        onDragOver={(event) => {
          if (event.dataTransfer.types.includes('Files')) event.preventDefault();
        }}
        onDrop={(event) => {
          const [file] = event.dataTransfer.files;
          if (!file) return;
          event.preventDefault();
          void speech.openText(file);
        }}
      />
      <p className="sheet-foot" id={`${id}-count`}>
        <span>{t`${characterCount} characters`}</span>
        {seconds > 0 && <span>{t`${roughSecondsText(seconds)} of speech`}</span>}
      </p>
      <p className="sheet-note" id={`${id}-letters`} aria-live="polite">
        {letters && (
          <>
            <Icon name="warning" /> {translated(letters)}
          </>
        )}
      </p>
      {children}
    </div>
  );
}

/** Selects the requested part of the text and scrolls to it. */
function useShownPlace() {
  const field = useRef<HTMLTextAreaElement>(null);
  const place = usePageState((state) => state.shownPlace);
  useEffect(() => {
    if (place && field.current) showPlace(field.current, place);
  }, [place]);
  return field;
}
