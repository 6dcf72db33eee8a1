import { type Clock, systemClock } from '../../../platform/time/clock';

/** A call that is not read so long after it came holds up those behind it no longer. */
export const LONGEST_READING_MILLISECONDS = 30_000;

/** A call's place in the order in which calls came. */
export type Arrival = {
  /** Resolves once all calls before this one were passed on. */
  readonly turn: Promise<void>;
  /** The call was passed on, or has ended. */
  readonly leave: () => void;
};

/** Calls are passed on in the order in which they came, although each is read over ports of its own, at its own pace. */
export class ArrivalOrder {
  readonly #clock: Clock;
  #last: Promise<void> = Promise.resolve();

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  enter(): Arrival {
    const turn = this.#last;
    let leave = () => {};
    const left = new Promise<void>((resolve) => {
      leave = resolve;
    });
    const cancel = this.#clock.after(LONGEST_READING_MILLISECONDS, leave);
    void left.then(cancel);
    this.#last = turn.then(() => left);
    return { turn, leave };
  }
}
