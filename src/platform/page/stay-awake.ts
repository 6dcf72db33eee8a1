type Awakening = {
  /** Missing in old browsers and on insecure sites. */
  readonly wakeLock?: Pick<WakeLock, 'request'>;
  readonly locks?: Pick<LockManager, 'request'>;
};

/**
 * Keeps the display on and the page running while it is wanted. A hidden page that works hard may be frozen under Energy
 * Saver unless it holds a Web Lock. Source: Chrome for Developers, "Freezing on Energy Saver", 2025.
 * Refusals are silent: the browser has its reasons, such as an empty battery, and the work is done all the same.
 */
export function stayAwake(
  { wakeLock, locks }: Awakening,
  page: Pick<Document, 'visibilityState' | 'addEventListener'>,
): (isWanted: boolean) => void {
  let isWanted = false;
  let isAsking = false;
  let display: WakeLockSentinel | null = null;
  let release = () => {};

  const keepDisplay = async () => {
    const isKept = display !== null && !display.released;
    if (!wakeLock || !isWanted || isAsking || isKept || page.visibilityState !== 'visible') return;
    isAsking = true;
    display = await wakeLock.request('screen').catch(() => null);
    isAsking = false;
    if (!isWanted) await letDisplayGo();
  };
  const letDisplayGo = async () => {
    const kept = display;
    display = null; // at once: it may be asked for again before it is released
    await kept?.release().catch(() => {});
  };
  const keepRunning = () => {
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    // Shared: other tabs may work too.
    locks?.request('pagevoice-at-work', { mode: 'shared' }, () => held).catch(() => {});
  };

  // A hidden page loses its hold on the display.
  page.addEventListener('visibilitychange', () => void keepDisplay());
  return (wanted) => {
    if (wanted === isWanted) return;
    isWanted = wanted;
    if (wanted) {
      keepRunning();
      void keepDisplay();
    } else {
      release();
      void letDisplayGo();
    }
  };
}
