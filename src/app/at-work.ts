import { isBusy } from './features/speech/speech-slice';
import type { PageState } from './store';

/** Something is being made or heard: keeps page and display awake. */
export const isAtWork = ({ speech, studio, playback, api }: PageState): boolean =>
  isBusy(speech) ||
  (studio?.makingRowId ?? null) !== null ||
  api.workingCount > 0 ||
  playback.type === 'buffering' ||
  playback.type === 'playing';

/** Something would be lost, or have to begin again, if the page were opened anew now. */
export const mustNotReload = (state: PageState): boolean => isAtWork(state) || state.library.task !== null;
