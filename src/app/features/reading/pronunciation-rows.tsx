import { useState } from 'react';
import type { Pronunciation } from '../../../core/text/pronunciations';
import { t } from '../../language/language';
import { TextField } from '../../widgets/text-field';

/** Rows drawn at first, and at each press of the button for more. */
const PAGE_LENGTH = 25;
/** A shorter list is seen at a glance. */
const FEWEST_TO_SEARCH = 10;

type PronunciationRowsProps = {
  readonly list: readonly Pronunciation[];
  /** @param button where the focus was. */
  readonly onEdit: (entry: Pronunciation, button: HTMLElement) => void;
  readonly onRemove: (entry: Pronunciation) => void;
};

/** The list, a page at a time: thousands of rows would make the whole page slow. */
export function PronunciationRows({ list, onEdit, onRemove }: PronunciationRowsProps) {
  const [words, setWords] = useState('');
  const [most, setMost] = useState(PAGE_LENGTH);
  const wanted = words.trim().toLowerCase();
  const found = wanted === '' ? list : list.filter((entry) => isFound(entry, wanted));
  const more = found.length - most;
  return (
    <>
      {list.length >= FEWEST_TO_SEARCH && (
        <TextField label={t`Find in the list`} value={words} onChange={setWords} />
      )}
      {list.length > 0 && found.length === 0 && (
        <p className="hint">{t`No entry holds “${words.trim()}”.`}</p>
      )}
      <ul className="entries" aria-label={t`Pronunciations`}>
        {found.slice(0, most).map((entry) => (
          <li key={`${entry.matchCase} ${entry.written}`}>
            <Words entry={entry} />
            <span className="buttons small">
              <button
                type="button"
                className="plain"
                onClick={({ currentTarget }) => onEdit(entry, currentTarget)}
              >
                {t`Edit`}
                <span className="visually-hidden"> {entry.written}</span>
              </button>
              <button type="button" className="plain" onClick={() => onRemove(entry)}>
                {t`Remove`}
                <span className="visually-hidden"> {entry.written}</span>
              </button>
            </span>
          </li>
        ))}
      </ul>
      {more > 0 && (
        <div className="buttons small">
          <button
            type="button"
            onClick={() => setMost(most + PAGE_LENGTH)}
          >{t`Show ${Math.min(more, PAGE_LENGTH)} more of ${more}`}</button>
        </div>
      )}
    </>
  );
}

function Words({ entry: { written, said, matchCase, wholeWord } }: { readonly entry: Pronunciation }) {
  const notes = [...(matchCase ? [t`capitals match`] : []), ...(wholeWord ? [] : [t`inside words too`])];
  return (
    <span className="entry-words">
      <b>{written}</b> <span aria-hidden="true">→</span>
      <span className="visually-hidden">{t`is said`}</span> {said === '' ? <i>{t`nothing`}</i> : said}
      {notes.length > 0 && <span className="hint"> ({notes.join(', ')})</span>}
    </span>
  );
}

function isFound({ written, said }: Pronunciation, wanted: string): boolean {
  return written.toLowerCase().includes(wanted) || said.toLowerCase().includes(wanted);
}
