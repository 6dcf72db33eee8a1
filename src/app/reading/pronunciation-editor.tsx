import { useRef, useState } from 'react';
import type { Pronunciation } from '../../core/text/pronunciations';
import { usePageIntents, usePageState } from '../page-context';
import { PronunciationFiles } from './pronunciation-files';
import { PronunciationForm } from './pronunciation-form';
import { isSameEntry } from './pronunciation-list';
import { PronunciationRows } from './pronunciation-rows';

type List = readonly Pronunciation[];
/** What was done last, and the list before it. */
type Done = { readonly sentence: string; readonly before: List };

/** Adds, edits and removes entries, and takes the last of it back. */
export function PronunciationEditor() {
  const list = usePageState((state) => state.form.pronunciations);
  const listProblem = usePageState((state) => state.reading.listProblem);
  const { changePronunciations } = usePageIntents();
  const [edited, setEdited] = useState<Pronunciation | null>(null);
  const [done, setDone] = useState<Done | null>(null);
  const place = useRef<HTMLDivElement>(null);
  const change = (sentence: string, next: (list: List) => List) => {
    setDone({ sentence, before: list });
    changePronunciations(next);
  };
  const save = (entry: Pronunciation) => {
    setEdited(null);
    if (edited === null) return change(`“${entry.written}” was added.`, (all) => [...all, entry]);
    const isThere = (all: List) => all.some((one) => isSameEntry(one, edited));
    // Another tab may have removed it meanwhile.
    change(`“${entry.written}” was saved.`, (all) =>
      isThere(all) ? all.map((one) => (isSameEntry(one, edited) ? entry : one)) : [...all, entry],
    );
  };
  const remove = (entry: Pronunciation) => {
    if (edited && isSameEntry(edited, entry)) setEdited(null);
    change(`“${entry.written}” was removed.`, (all) => all.filter((one) => !isSameEntry(one, entry)));
    // Its button is gone; the one that takes it back is nearest.
    place.current?.focus();
  };
  return (
    <div className="pronunciations" ref={place} tabIndex={-1}>
      <p className="hint">Your own words for names and other words that come out wrong.</p>
      <PronunciationForm
        key={edited ? `${edited.matchCase} ${edited.written}` : 'new'}
        edited={edited}
        others={edited ? list.filter((one) => !isSameEntry(one, edited)) : list}
        onSave={save}
        onCancel={() => setEdited(null)}
      />
      <div className="done">
        <p aria-live="polite" className="hint">
          {done?.sentence}
        </p>
        {done && (
          <button
            type="button"
            className="plain"
            onClick={() => change('The last change was taken back.', () => done.before)}
          >
            Undo
          </button>
        )}
      </div>
      <p role="alert" className="field-problem">
        {listProblem}
      </p>
      <PronunciationRows list={list} onEdit={setEdited} onRemove={remove} />
      <PronunciationFiles list={list} onChange={change} />
    </div>
  );
}
