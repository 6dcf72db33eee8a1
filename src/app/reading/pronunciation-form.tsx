import { type FormEvent, useId, useRef, useState } from 'react';
import type { Pronunciation } from '../../core/text/pronunciations';
import { CheckField } from '../widgets/check-field';
import { type DraftProblem, draftProblem } from './pronunciation-list';

const emptyDraft: Pronunciation = { written: '', said: '', matchCase: false, wholeWord: true };

type PronunciationFormProps = {
  /** The entry that is edited; null for a new one. */
  readonly edited: Pronunciation | null;
  readonly others: readonly Pronunciation[];
  readonly onSave: (entry: Pronunciation) => void;
  readonly onCancel: () => void;
};

/** One entry, new or old. Each of its fields says itself what is wrong with it. */
export function PronunciationForm({ edited, others, onSave, onCancel }: PronunciationFormProps) {
  const [draft, setDraft] = useState(edited ?? emptyDraft);
  const [problem, setProblem] = useState<DraftProblem | null>(null);
  const fields = { written: useRef<HTMLInputElement>(null), said: useRef<HTMLInputElement>(null) };
  const change = (part: Partial<Pronunciation>) => {
    setDraft({ ...draft, ...part });
    setProblem(null);
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    const entry = { ...draft, written: draft.written.trim(), said: draft.said.trim() };
    const found = draftProblem(entry, others);
    setProblem(found);
    fields[found?.field ?? 'written'].current?.focus();
    if (found) return;
    setDraft(emptyDraft);
    onSave(entry);
  };
  const field = (name: 'written' | 'said', label: string, hint: string, isFirst: boolean) => (
    <WordField
      label={label}
      hint={hint}
      value={draft[name]}
      problem={problem?.field === name ? problem.message : ''}
      place={fields[name]}
      isFocused={isFirst && edited !== null}
      onChange={(value) => change({ [name]: value })}
    />
  );
  return (
    <form className="pronunciation" onSubmit={save} noValidate>
      {field('written', 'Written', 'As it stands in your text.', true)}
      {field('said', 'Said', 'In the letters of the voice. Empty leaves it out.', false)}
      <div>
        <CheckField checked={draft.wholeWord} onChange={(wholeWord) => change({ wholeWord })}>
          Whole words only
        </CheckField>
        <CheckField checked={draft.matchCase} onChange={(matchCase) => change({ matchCase })}>
          Capitals must match
        </CheckField>
      </div>
      <div className="buttons small">
        <button type="submit">{edited ? 'Save' : 'Add'}</button>
        {edited && (
          <button type="button" onClick={onCancel}>
            Cancel
          </button>
        )}
      </div>
    </form>
  );
}

type WordFieldProps = {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly problem: string;
  readonly place: React.RefObject<HTMLInputElement | null>;
  readonly isFocused: boolean;
  readonly onChange: (value: string) => void;
};

function WordField({ label, hint, value, problem, place, isFocused, onChange }: WordFieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        ref={place}
        type="text"
        autoComplete="off"
        spellCheck={false}
        // biome-ignore lint/a11y/noAutofocus: the entry was chosen for editing by the press before
        autoFocus={isFocused}
        value={value}
        aria-invalid={problem !== ''}
        aria-describedby={`${id}-problem ${id}-hint`}
        onChange={(event) => onChange(event.target.value)}
      />
      <p className="field-problem" id={`${id}-problem`}>
        {problem}
      </p>
      <p className="hint" id={`${id}-hint`}>
        {hint}
      </p>
    </div>
  );
}
