import { useId } from 'react';
import { estimateSpeechSeconds } from '../../core/text/estimate-length';
import { usePageIntents, usePageState } from '../page-context';
import { isAbout } from '../state/failure-sentence';
import { roughSecondsText } from '../widgets/figures';

export function TextEditor() {
  const text = usePageState((state) => state.form.text);
  const isWrong = usePageState((state) => isAbout(state.problem, 'text'));
  const { change } = usePageIntents();
  const id = useId();
  const characterCount = [...text].length;
  return (
    <div className="sheet">
      <label className="visually-hidden" htmlFor={id}>
        Text to speak
      </label>
      <textarea
        id={id}
        className="manuscript"
        value={text}
        rows={6}
        spellCheck
        placeholder="Write what you want to hear."
        aria-describedby={`${id}-count`}
        aria-invalid={isWrong}
        onChange={(event) => change({ text: event.target.value })}
      />
      <p className="sheet-foot" id={`${id}-count`}>
        <span>
          {characterCount.toLocaleString('en')} {characterCount === 1 ? 'character' : 'characters'}
        </span>
        {text.trim() !== '' && <span>{roughSecondsText(estimateSpeechSeconds(text))} of speech</span>}
      </p>
    </div>
  );
}
