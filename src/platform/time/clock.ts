/** A monotonic clock and its timers, in milliseconds. */
export type Clock = {
  readonly now: () => number;
  /** @returns a function that cancels the timer. */
  readonly after: (milliseconds: number, run: () => void) => () => void;
};

export const systemClock: Clock = {
  now: () => performance.now(),
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
};
