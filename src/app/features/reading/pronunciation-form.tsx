import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { Pronunciation } from '../../../core/text/pronunciations';
import { t } from '../../language/language';
import { CheckField } from '../../widgets/check-field';
import { TextField } from '../../widgets/text-field';
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
  const { written } = fields;
  // Browsers obey `autofocus` once a page, and Preact leaves it to them.
  useEffect(() => {
    if (edited) written.current?.focus();
  }, [edited, written]);
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
  const field = (name: 'written' | 'said', label: string, hint: string) => (
    <TextField
      label={label}
      hint={hint}
      value={draft[name]}
      problem={problem?.field === name ? problem.message : ''}
      ref={fields[name]}
      spellCheck={false}
      onChange={(value) => change({ [name]: value })}
    />
  );
  return (
    <form className="pronunciation" onSubmit={save} noValidate>
      {field('written', t`Written`, t`As it stands in your text.`)}
      {field('said', t`Said`, t`In the letters of the voice. Empty leaves it out.`)}
      <div>
        <CheckField
          checked={draft.wholeWord}
          onChange={(wholeWord) => change({ wholeWord })}
        >{t`Whole words only`}</CheckField>
        <CheckField
          checked={draft.matchCase}
          onChange={(matchCase) => change({ matchCase })}
        >{t`Capitals must match`}</CheckField>
      </div>
      <div className="buttons small">
        <button type="submit">{edited ? t`Save` : t`Add`}</button>
        {edited && <button type="button" onClick={onCancel}>{t`Cancel`}</button>}
      </div>
    </form>
  );
}
