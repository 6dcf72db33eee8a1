import '../../styles/pronunciations.css';
import { useRef, useState } from 'react';
import type { Pronunciation } from '../../../core/text/pronunciations';
import { t } from '../../language/language';
import { useControllers, usePageState } from '../../page-context';
import { PronunciationFiles } from './pronunciation-files';
import { PronunciationForm } from './pronunciation-form';
import { isSameEntry } from './pronunciation-list';
import { PronunciationRows } from './pronunciation-rows';

type List = readonly Pronunciation[];
/** The last change of the list, with the list before and after it. */
type Done = { readonly sentence: string; readonly before: List; readonly after: List };

/** Adds, edits and removes entries, and takes the last of it back. */
export function PronunciationEditor() {
  const list = usePageState((state) => state.form.pronunciations);
  const listProblem = usePageState((state) => state.reading.listProblem);
  const { reading } = useControllers();
  const [edited, setEdited] = useState<Pronunciation | null>(null);
  const [done, setDone] = useState<Done | null>(null);
  const place = useRef<HTMLDivElement>(null);
  const editButton = useRef<HTMLElement>(null);
  const change = (sentence: string, next: (list: List) => List) => {
    let [before, after] = [list, list];
    reading.changeList((all) => {
      before = all;
      after = next(all);
      return after;
    });
    setDone({ sentence, before, after });
  };
  const leave = () => {
    setEdited(null);
    // Its own button again, unless the word itself was changed: then the row is another one.
    requestAnimationFrame(() => (editButton.current?.isConnected ? editButton : place).current?.focus());
  };
  const save = (entry: Pronunciation) => {
    if (edited === null) return change(t`“${entry.written}” was added.`, (all) => [...all, entry]);
    leave();
    const isThere = (all: List) => all.some((one) => isSameEntry(one, edited));
    // Another tab may have removed it meanwhile.
    change(t`“${entry.written}” was saved.`, (all) =>
      isThere(all) ? all.map((one) => (isSameEntry(one, edited) ? entry : one)) : [...all, entry],
    );
  };
  const remove = (entry: Pronunciation) => {
    if (edited && isSameEntry(edited, entry)) setEdited(null);
    change(t`“${entry.written}” was removed.`, (all) => all.filter((one) => !isSameEntry(one, entry)));
    // The button with the focus is gone; the focus moves near Undo.
    place.current?.focus();
  };
  return (
    <div className="pronunciations" ref={place} tabIndex={-1}>
      <p className="hint">{t`Your own words for names and other words that come out wrong.`}</p>
      <PronunciationForm
        key={edited ? `${edited.matchCase} ${edited.written}` : 'new'}
        edited={edited}
        others={edited ? list.filter((one) => !isSameEntry(one, edited)) : list}
        onSave={save}
        onCancel={leave}
      />
      <div className="done">
        <p aria-live="polite" className="hint">
          {done?.sentence}
        </p>
        {/* Undo does not revert changes made since in another tab. */}
        {done?.after === list && (
          <button
            type="button"
            className="plain"
            onClick={() => change(t`The last change was taken back.`, () => done.before)}
          >{t`Undo`}</button>
        )}
      </div>
      <p role="alert" className="field-problem">
        {listProblem}
      </p>
      <PronunciationRows
        list={list}
        onEdit={(entry, button) => {
          editButton.current = button;
          setEdited(entry);
        }}
        onRemove={remove}
      />
      <PronunciationFiles list={list} onChange={change} />
    </div>
  );
}
