const LOOK_EVERY_MILLISECONDS = 500;
/**
 * The audio thread reports ten times a second. Looks are counted and no clock is read: after the page itself
 * stood still, the reports that waited meanwhile come before the next look.
 */
const LOOKS_UNTIL_STANDSTILL = 3;

/**
 * Notices when nothing is heard of the audio thread although it has sound to play: no event tells of that.
 * @param mustReport whether the audio thread has something to report now.
 */
export function standstillWatch(mustReport: () => boolean, onStandstill: () => void) {
  let timer: ReturnType<typeof setInterval> | undefined;
  let silentLooks = 0;

  function look(): void {
    silentLooks = mustReport() ? silentLooks + 1 : 0;
    if (silentLooks === LOOKS_UNTIL_STANDSTILL) onStandstill();
  }

  /** The audio thread has reported. */
  function reported(): void {
    silentLooks = 0;
  }

  function stop(): void {
    clearInterval(timer);
    silentLooks = 0;
  }

  function start(): void {
    stop();
    timer = setInterval(look, LOOK_EVERY_MILLISECONDS);
  }

  return { start, reported, stop };
}
