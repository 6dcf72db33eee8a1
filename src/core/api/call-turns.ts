import { JobQueue } from '../speech/job-queue';
import { RefusedCall } from './refused-call';

/** Calls that may wait: at half a minute each the last one waits for half an hour, longer than clients do. */
const MAX_WAITING_CALLS = 64;

/** A call's place among those that speak. */
export type CallPlace = {
  /** Resolves when it is this call's turn. @throws the reason of the signal, when aborted. */
  turn(): Promise<void>;
  /** Ends the turn, or gives up the place; may be called more than once. */
  leave(): void;
};

/** Calls that speak, one after another in the order in which they came. */
export class CallTurns {
  readonly #queue = new JobQueue();
  readonly #maxWaiting: number;

  constructor(maxWaiting = MAX_WAITING_CALLS) {
    this.#maxWaiting = maxWaiting;
  }

  /**
   * Takes the next place at once, before the call is even read.
   * @throws RefusedCall 429 when too many wait.
   */
  enter(signal: AbortSignal): CallPlace {
    if (this.#queue.length > this.#maxWaiting) {
      const message = `${this.#maxWaiting} calls are waiting already. Try again when some of them are done.`;
      throw new RefusedCall(429, 'queue_full', message, null, { 'retry-after': '10' });
    }
    const place = new AbortController();
    const stop = () => place.abort(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    const turn = this.#queue.turn(place.signal);
    const end = turn.then(
      (endTurn) => endTurn,
      () => () => {},
    );
    return {
      turn: async () => void (await turn),
      leave() {
        signal.removeEventListener('abort', stop);
        place.abort();
        void end.then((endTurn) => endTurn());
      },
    };
  }
}
