import { type CastMember, type CastVoice, castFor, voiceKey, voiceOf } from './cast';
import { type Row, type RowChange, rowsFor } from './rows';
import { parseScript, type Script } from './script';
import { currentTake, type Take } from './take';
import type { ListeningPlace } from './timeline';

/** Values of the page's form, or of another caller, that a project keeps. Plain JSON. */
export type ProjectSettings = Readonly<Record<string, unknown>>;

/** The part of a project that people change, and can undo. */
export type Draft = RowChange & {
  readonly title: string;
  readonly text: string;
  readonly cast: readonly CastMember[];
  /** Words before a colon that someone has said are no speakers. */
  readonly notSpeakers: readonly string[];
  readonly settings: ProjectSettings;
  /** Silence that is written behind the last sentence. */
  readonly endSeconds: number;
};

/** A text with its cast, and where someone was in it. Its takes are kept beside it, see `ProjectStore`. Plain data. */
export type Project = {
  readonly id: string;
  readonly createdAtMs: number;
  readonly changedAtMs: number;
  readonly draft: Draft;
  readonly place: ListeningPlace | null;
};

export const emptyDraft: Draft = {
  title: '',
  text: '',
  cast: [],
  notSpeakers: [],
  settings: {},
  rows: [],
  shelf: [],
  endSeconds: 0,
};

export type EditParts = {
  readonly newId: () => string;
  /** BCP 47 tag of the text. */
  readonly language: string;
  /** Voices that new members of the cast are given in turn. */
  readonly voices: readonly CastVoice[];
  readonly hasTakes: (rowId: string) => boolean;
};

/** The draft with another text. Only sentences whose words have changed lose their takes, and get them back with the words. */
export function withText(draft: Draft, text: string, parts: EditParts): Draft {
  return withScript({ ...draft, text }, parts);
}

/** The draft with words before a colon that are no speaker, or are one after all. */
export function withSpeakers(draft: Draft, notSpeakers: readonly string[], parts: EditParts): Draft {
  return withScript({ ...draft, notSpeakers }, parts);
}

function withScript(draft: Draft, parts: EditParts): Draft {
  const { text, notSpeakers } = draft;
  const script = readScript(text, notSpeakers, parts.language);
  const isKept = ({ id }: Row) => parts.hasTakes(id);
  const { rows, shelf } = rowsFor(draft, script.sentences, { newId: parts.newId, isKept });
  const cast = castFor(draft.cast, script.sentences, parts.voices);
  return { ...draft, rows, shelf, cast, endSeconds: script.endSeconds };
}

function readScript(text: string, notSpeakers: readonly string[], language: string): Script {
  return parseScript(text, { language, notSpeakers });
}

/** The draft with another voice for a speaker: takes that were chosen of the former voice are chosen no more. */
export function withVoice(draft: Draft, name: string, voice: CastVoice, takes: readonly Take[]): Draft {
  const cast = draft.cast.some((member) => member.name === name)
    ? draft.cast.map((member) => (member.name === name ? { name, voice } : member))
    : [...draft.cast, { name, voice }];
  const fitting = new Set(takes.filter((take) => take.voice === voiceKey(voice)).map(({ id }) => id));
  const rows = draft.rows.map((row) =>
    row.speaker === name && row.chosenTakeId !== null && !fitting.has(row.chosenTakeId)
      ? { ...row, chosenTakeId: null }
      : row,
  );
  return { ...draft, cast, rows };
}

/** @param takeId null for the newest that fits. */
export function withChosenTake(draft: Draft, rowId: string, takeId: string | null): Draft {
  const rows = draft.rows.map((row) => (row.id === rowId ? { ...row, chosenTakeId: takeId } : row));
  return { ...draft, rows };
}

/**
 * The take that is heard for a row.
 * @param takes of the row, the oldest first. @param model id of the loaded package; null before one is loaded.
 */
export function takeOfRow(draft: Draft, row: Row, takes: readonly Take[], model: string | null): Take | null {
  return currentTake(takes, row.chosenTakeId, voiceKey(voiceOf(draft.cast, row.speaker)), model);
}

const MOST_TITLE = 60;

/** The name of a project: its title, else the beginning of its text. */
export function titleOf({ title, text }: Pick<Draft, 'title' | 'text'>): string {
  if (title.trim() !== '') return title.trim();
  const line = text
    .slice(0, 2000)
    .split('\n')
    .map((written) => written.replace(/^[\s#>*-]+/, '').trim())
    .find((written) => written !== '');
  if (!line) return 'Untitled';
  return line.length > MOST_TITLE ? `${line.slice(0, MOST_TITLE).replace(/\s\S*$/, '')}…` : line;
}
