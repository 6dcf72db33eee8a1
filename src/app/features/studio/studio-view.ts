import { gapFreeWait } from '../../../core/studio/gap-free';
import type { Draft } from '../../../core/studio/project';
import { takeOfRow } from '../../../core/studio/project';
import { type RowState, rowState } from '../../../core/studio/row-state';
import type { Row } from '../../../core/studio/rows';
import type { Take } from '../../../core/studio/take';
import { secondsAt, type Timeline, timelineOf } from '../../../core/studio/timeline';
import { estimateSpeechSeconds } from '../../../core/text/estimate-length';
import { t } from '../../language/language';
import { type ModelsSlice, manifestOf } from '../models/models-slice';
import type { ReadingSlice } from '../reading/reading-slice';
import type { SettingsSlice } from '../settings/settings-slice';
import type { StudioSlice, StudioState } from './studio-slice';

type Seen = StudioSlice & ModelsSlice & ReadingSlice & SettingsSlice;

const noTakes: readonly Take[] = [];

export const takesOf = (studio: StudioState, rowId: string): readonly Take[] =>
  studio.takes.get(rowId) ?? noTakes;

/** The take that is heard for a row; null where nothing is made that fits. */
export const takeIn = (state: Seen, row: Row): Take | null => viewOf(state).takes.get(row.id) ?? null;

export function stateOfRow(state: Seen, row: Row): RowState {
  const { studio } = state;
  const isMaking = studio?.makingRowId === row.id || (studio?.wanted.includes(row.id) ?? false);
  return rowState(takeIn(state, row), isMaking, studio?.failed.get(row.id) ?? null);
}

type View = { readonly takes: ReadonlyMap<string, Take>; readonly timeline: Timeline };
type Inputs = readonly [Draft, StudioState['takes'], string | null, number, string];
const nothing: View = { takes: new Map(), timeline: { rows: [], totalSeconds: 0, unmadeSeconds: 0 } };
let last: { readonly inputs: Inputs; readonly view: View } | null = null;

/** The view derived from the draft and its takes; the same object while neither has changed, since a thousand sentences ask with every change of the page. */
function viewOf(state: Seen): View {
  const { studio, reading, form } = state;
  if (!studio) return nothing;
  const { draft } = studio.project;
  const model = manifestOf(state)?.id ?? null;
  const pace = reading.survey?.pace ?? 1;
  const inputs: Inputs = [draft, studio.takes, model, pace, form.pauseScale];
  if (last && inputs.every((input, at) => input === last!.inputs[at])) return last.view;
  const takes = new Map<string, Take>();
  for (const row of draft.rows) {
    const take = takeOfRow(draft, row, takesOf(studio, row.id), model);
    if (take) takes.set(row.id, take);
  }
  const scale = form.pauseScale.trim() === '' ? 1 : Number(form.pauseScale);
  const timeline = timelineOf(draft.rows, {
    takeOf: ({ id }) => takes.get(id) ?? null,
    estimateSeconds: ({ text }) => pace * estimateSpeechSeconds(text),
    pauseScale: Number.isFinite(scale) ? scale : 1,
  });
  last = { inputs, view: { takes, timeline } };
  return last.view;
}

/** Times at which everything is heard; the same object while nothing of it has changed. */
export const timelineIn = (state: Seen): Timeline => viewOf(state).timeline;

/** Place of listening in the whole. */
export const heardSeconds = (state: Seen): number =>
  secondsAt(timelineIn(state), state.studio?.hearing.place ?? null);

/** Share of the measured speed that is counted on. */
const CAUTION = 0.9;

/** Seconds for which sound is held back so that it will not run dry; 0 where that cannot be told yet, or is not wanted. */
export function heldBackSeconds(state: Seen): number {
  const { studio } = state;
  if (!studio?.makingPace || studio.hearing.type !== 'waiting' || state.model.type !== 'ready') return 0;
  const { hearing, makingPace, failed } = studio;
  if (hearing.isHurried) return 0;
  const { rows } = timelineIn(state);
  const at = rows.findIndex(({ row }) => row.id === hearing.place?.rowId);
  const ahead = rows.slice(Math.max(0, at)).filter(({ row }) => !failed.has(row.id));
  const madePerSecond = (CAUTION * makingPace.soundSeconds) / makingPace.spentSeconds;
  return gapFreeWait(ahead, heardSeconds(state), { madePerSecond, heardPerSecond: hearing.speed });
}

/** The sentence of the status line. */
export function studioSentence(state: Seen): string {
  const { studio } = state;
  if (!studio) return '';
  const { hearing, makingRowId } = studio;
  const { rows, text } = studio.project.draft;
  if (heldBackSeconds(state) > 0)
    return t`Making ahead, so that it plays without a gap. “Start now” does not wait.`;
  if (hearing.type === 'waiting') return t`Making what you will hear next.`;
  if (hearing.type === 'playing') return t`Playing.`;
  if (rows.length === 0)
    return text.trim() === ''
      ? t`Write something, then press Play.`
      : t`Signs alone cannot be said. Write a word or a number.`;
  const unmade = rows.filter((row) => !takeIn(state, row)).length;
  if (makingRowId !== null) return t`Making sentences.`;
  if (unmade === 0) return t`All sentences are made.`;
  return unmade === rows.length ? t`Nothing is made yet.` : t`${unmade} sentences are not made yet.`;
}
