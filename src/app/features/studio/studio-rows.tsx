import { memo, useEffect, useRef } from 'react';
import { say } from '../../../core/sentence';
import type { Row } from '../../../core/studio/rows';
import { t, translated } from '../../language/language';
import { usePageState } from '../../page-context';
import { RowTakes } from './row-takes';
import { SpokenWords, wordsShown } from './spoken-words';
import type { Hearing } from './studio-slice';
import { stateOfRow } from './studio-view';
import { useStudio } from './use-studio';

type Paragraph = { readonly key: string; readonly speaker: string; readonly rows: readonly Row[] };

/** The text as sentences: each can be heard, said anew and chosen; what is heard is marked. */
export function StudioRows() {
  const rows = usePageState(({ studio }) => studio?.project.draft.rows);
  const shownRowId = usePageState(({ studio }) => studio?.shownRowId ?? null);
  const list = useRef<HTMLDivElement>(null);
  if (!rows || rows.length === 0)
    return (
      <p className="hint">{t`Sentences appear here as you write. Press one to hear the text from there.`}</p>
    );
  const first = rows[0]!.id;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of buttons, not a form's
    <div className="script" role="group" aria-label={t`Sentences`} ref={list} onKeyDown={moveFocus}>
      <FollowedPlace list={list} />
      {paragraphsOf(rows).map(({ key, speaker, rows: own }) => (
        <div key={key} className={`script-part${own[0]!.heading > 0 ? ' heading' : ''}`}>
          {speaker !== '' && <p className="script-name">{speaker}</p>}
          <p>
            {own.map((row) => (
              <Sentence key={row.id} row={row} isFirst={row.id === first} />
            ))}
          </p>
          {own.map((row) => row.id === shownRowId && <RowTakes key={row.id} row={row} />)}
        </div>
      ))}
    </div>
  );
}

const stateWords = {
  waiting: say`not made yet`,
  making: say`being made`,
  ready: say`ready`,
  wrong: say`does not sound right`,
} as const;

const Sentence = memo(function Sentence({ row, isFirst }: { readonly row: Row; readonly isFirst: boolean }) {
  const type = usePageState((state) => stateOfRow(state, row).type);
  // No row but those concerned may change with the place: a long text has a thousand.
  const place = usePageState(({ studio }) => placeOf(studio?.hearing, row.id));
  const isShown = usePageState(({ studio }) => studio?.shownRowId === row.id);
  const isEntry = usePageState(({ studio }) => isFirst && !studio?.hearing.place);
  const isHeard = place !== 'elsewhere';
  const studio = useStudio();
  const act = () => {
    studio.showRow(row.id);
    studio.play(row.id);
  };
  return (
    <>
      {/* A button of the browser would not break over lines. */}
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      <span
        role="button"
        tabIndex={isHeard || isEntry ? 0 : -1}
        className={`sentence-part ${type}${isHeard ? ' heard' : ''}${isShown ? ' shown' : ''}`}
        aria-current={isHeard ? 'true' : undefined}
        aria-expanded={isShown}
        data-row={row.id}
        title={translated(stateWords[type])}
        onClick={act}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== ' ') return;
          event.preventDefault();
          event.stopPropagation();
          act();
        }}
      >
        {place === 'spoken' ? <SpokenWords row={row} /> : wordsShown(row)}
        <span className="visually-hidden">, {translated(stateWords[type])}</span>
      </span>{' '}
    </>
  );
});

/** @returns `spoken` while the row sounds, `heard` where it is the place and nothing sounds. */
function placeOf(hearing: Hearing | undefined, rowId: string): 'elsewhere' | 'heard' | 'spoken' {
  if (hearing?.place?.rowId !== rowId) return 'elsewhere';
  return hearing.type === 'still' ? 'heard' : 'spoken';
}

/** Sentences in the paragraphs of the text; a heading and a change of speaker begin one. */
function paragraphsOf(rows: readonly Row[]): readonly Paragraph[] {
  const paragraphs: { key: string; speaker: string; rows: Row[] }[] = [];
  for (const row of rows) {
    const last = paragraphs.at(-1);
    const goesOn =
      last &&
      row.heading === 0 &&
      last.rows[0]!.heading === 0 &&
      last.rows[0]!.speaker === row.speaker &&
      row.mark !== 'paragraph';
    if (goesOn) last.rows.push(row);
    else paragraphs.push({ key: row.id, speaker: row.speaker, rows: [row] });
  }
  return paragraphs;
}

/** Arrow keys go from sentence to sentence. */
function moveFocus(event: React.KeyboardEvent<HTMLDivElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  const target = event.target as HTMLElement;
  if (step === 0 || !target.dataset.row) return;
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row]')];
  const next = all[all.indexOf(target) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

/** Scrolls what is heard into sight, unless someone is reading elsewhere in the list. Apart, so that rows are not drawn for it. */
function FollowedPlace({ list }: { readonly list: { readonly current: HTMLElement | null } }) {
  const heardRowId = usePageState(({ studio }) =>
    studio?.hearing.type === 'still' ? null : (studio?.hearing.place?.rowId ?? null),
  );
  useEffect(() => {
    if (heardRowId === null) return;
    const found = list.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(heardRowId)}"]`);
    const isTyping = document.activeElement instanceof HTMLTextAreaElement;
    if (!found || isTyping) return;
    const { top, bottom } = found.getBoundingClientRect();
    const isSeen = top > 80 && bottom < innerHeight - 200;
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (!isSeen) found.scrollIntoView({ block: 'center', behavior: isCalm ? 'auto' : 'smooth' });
  }, [heardRowId, list]);
  return null;
}
