import { titleOf } from '../../../core/studio/project';
import type { ControllerParts } from '../../controller-parts';
import type { PageState } from '../../store';
import type { StudioPlayer } from './studio-player';
import { heardSeconds, timelineIn } from './studio-view';

/** Gives the player the keys of the system while the studio is open. */
export function followMediaKeys(
  { store, ports }: ControllerParts,
  player: StudioPlayer,
  play: () => void,
): void {
  const { mediaKeys } = ports;
  mediaKeys.obey({
    play,
    pause: () => player.pause(),
    stop: () => player.stop(),
    skipRow: (step) => player.skipRow(step),
    skipSeconds: (seconds) => player.skipSeconds(seconds),
    seek: (seconds) => player.seek(seconds),
  });
  let shown = '';
  store.subscribe((state) => {
    const now = shownKey(state);
    if (now === shown) return;
    shown = now;
    const { studio } = state;
    // Nothing is taken from other players before something was heard here.
    if (!studio?.hearing.place) return mediaKeys.show(null);
    mediaKeys.show({
      title: titleOf(studio.project.draft),
      isPlaying: studio.hearing.type !== 'still',
      seconds: heardSeconds(state),
      totalSeconds: timelineIn(state).totalSeconds,
      speed: studio.hearing.speed,
    });
  });
}

/** Changes with what the system shows: not with every step of the place, which it draws on by itself. */
function shownKey({ studio }: PageState): string {
  if (!studio) return '';
  const { hearing, project } = studio;
  return JSON.stringify([
    project.draft.title,
    hearing.type !== 'still',
    hearing.speed,
    hearing.place?.rowId ?? null,
  ]);
}
