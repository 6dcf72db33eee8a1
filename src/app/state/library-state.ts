import type { Failure } from '../../core/failure';
import type {
  InstalledModel,
  InterruptedInstall,
  LibraryListing,
  LibraryProgress,
  StorageReport,
} from '../../core/library/model-library';
import type { ModelChoice } from './page-state';

/** What the store is doing. One thing at a time. */
export type LibraryTask = {
  readonly type: 'installing' | 'verifying' | 'exporting';
  readonly title: string;
  readonly progress: LibraryProgress | null;
};

/** The models on this device. */
export type LibraryState = {
  readonly models: readonly InstalledModel[];
  readonly interrupted: readonly InterruptedInstall[];
  /** Null until it was asked for. */
  readonly storage: StorageReport | null;
  readonly task: LibraryTask | null;
  /** Why the last task, or looking into the store, failed. */
  readonly problem: Failure | null;
  /** What the last task came to; empty when there is nothing to say. */
  readonly result: string;
};

export const emptyLibrary: LibraryState = {
  models: [],
  interrupted: [],
  storage: null,
  task: null,
  problem: null,
  result: '',
};

export type LibraryAction =
  | { readonly type: 'library-listed'; readonly listing: LibraryListing; readonly storage: StorageReport }
  | { readonly type: 'library-task-begun'; readonly task: LibraryTask }
  | { readonly type: 'library-progress'; readonly progress: LibraryProgress }
  | { readonly type: 'library-task-ended'; readonly result: string }
  | { readonly type: 'library-failed'; readonly failure: Failure };

export function reduceLibrary(state: LibraryState, action: LibraryAction): LibraryState {
  switch (action.type) {
    case 'library-listed':
      return { ...state, ...action.listing, storage: action.storage };
    case 'library-task-begun':
      return { ...state, task: action.task, problem: null, result: '' };
    case 'library-progress':
      return state.task ? { ...state, task: { ...state.task, progress: action.progress } } : state;
    case 'library-task-ended':
      return { ...state, task: null, result: action.result };
    case 'library-failed':
      return { ...state, task: null, problem: action.failure, result: '' };
  }
}

/** An installed model as the engine loads it. */
export function choiceOf({ id, url, title, precision }: InstalledModel): ModelChoice {
  return { id, url, title: `${title} (${precision})` };
}
