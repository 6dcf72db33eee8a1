import type { Sentence } from '../../../core/sentence';
import type { EditHistory } from '../../../core/studio/edit-history';
import type { MakingPace } from '../../../core/studio/gap-free';
import type { Draft, Project } from '../../../core/studio/project';
import type { ProjectHead } from '../../../core/studio/project-store';
import type { Sleep } from '../../../core/studio/sleep-timer';
import type { Take } from '../../../core/studio/take';
import type { ListeningPlace } from '../../../core/studio/timeline';

/** The state of the player. `waiting`: for sound that is not made or decoded yet. */
export type Hearing = {
  readonly type: 'still' | 'waiting' | 'playing';
  readonly place: ListeningPlace | null;
  /** 1 is as it was made; the pitch stays. */
  readonly speed: number;
  /** 0 … 1 */
  readonly volume: number;
  /** Someone would rather have gaps than wait. */
  readonly isHurried: boolean;
  readonly sleep: Sleep;
};

/** The place where the project is kept. */
export type Keeping = {
  /** False: only as long as the page is open. */
  readonly isOnDevice: boolean;
  readonly state: 'kept' | 'writing' | 'failed';
  /** The reason why it is not kept; empty where it is. */
  readonly problem: string;
};

export type StudioState = {
  readonly project: Project;
  readonly history: EditHistory<Draft>;
  /** Takes by the id of their row, the oldest first. */
  readonly takes: ReadonlyMap<string, readonly Take[]>;
  readonly makingRowId: string | null;
  /** Null before the first row is made. */
  readonly makingPace: MakingPace | null;
  /** Rows that are said anew next, in this order. */
  readonly wanted: readonly string[];
  /** The reasons why rows could not be made, by their id. */
  readonly failed: ReadonlyMap<string, Sentence>;
  /** The row whose takes are shown. */
  readonly shownRowId: string | null;
  readonly hearing: Hearing;
  readonly keeping: Keeping;
  /** The status line: the work that is under way. */
  readonly sentence: string;
  /** Null while the list is closed. */
  readonly heads: readonly ProjectHead[] | null;
};

/** Something to go on with: a project, or a text that was written before the studio was opened. */
export type StudioOffer =
  | { readonly type: 'project'; readonly id: string; readonly title: string; readonly seconds: number }
  | { readonly type: 'text'; readonly text: string };

export type StudioSlice = {
  /** Null while the studio is closed. */
  readonly studio: StudioState | null;
  readonly studioOffer: StudioOffer | null;
  /** The project that was closed last, with its text at that time. */
  readonly studioClosed: { readonly id: string; readonly text: string } | null;
  readonly isStudioOpening: boolean;
};

export const firstStudio: StudioSlice = {
  studio: null,
  studioOffer: null,
  studioClosed: null,
  isStudioOpening: false,
};

export const studioChanged =
  (change: Partial<StudioState> | ((studio: StudioState) => Partial<StudioState>)) =>
  ({ studio }: StudioSlice): Partial<StudioSlice> =>
    studio ? { studio: { ...studio, ...(typeof change === 'function' ? change(studio) : change) } } : {};
