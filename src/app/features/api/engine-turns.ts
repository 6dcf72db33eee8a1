import type { CalledEngine } from '../../../core/api/api-host';
import { type Failure, fail } from '../../../core/failure';
import { JobQueue } from '../../../core/speech/job-queue';
import { engineError } from '../../../core/speech/speech-engine';
import type { SpeechEvent } from '../../../core/speech/speech-event';
import type { SpeechRequestInput } from '../../../core/speech/speech-request';
import { toOneEnd } from '../../../core/speech/to-one-end';
import { type Clock, systemClock } from '../../../platform/time/clock';

/** Someone who reads nothing for so long holds up those who wait; a reader whom nobody waits for may pause. */
export const LONGEST_UNREAD_MILLISECONDS = 30_000;

/** Steps before and after the speech of a call. */
export type TurnSteps = {
  /**
   * Resolves once the engine has the model of the call: it is loaded again if its worker has died meanwhile.
   */
  readonly ready: (signal: AbortSignal) => Promise<void>;
  /** Called, also repeatedly, once sound is made. */
  readonly begun: () => void;
  readonly died: (failure: Failure) => void;
};

/**
 * The engine, as calls of the API use it: they wait for their turn here, not in its worker, so that one that
 * dies takes only what it was speaking.
 */
export class EngineTurns {
  readonly #queue = new JobQueue();
  readonly #clock: Clock;

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  engine(engine: CalledEngine, steps: TurnSteps): CalledEngine {
    const speak = (request: SpeechRequestInput, signal: AbortSignal) =>
      toOneEnd(this.#speak(engine, steps, request, signal), engineError, signal);
    return { speak, encodeReference: (...given) => engine.encodeReference(...given) };
  }

  async *#speak(
    engine: CalledEngine,
    { ready, begun, died }: TurnSteps,
    request: SpeechRequestInput,
    signal: AbortSignal,
  ): AsyncGenerator<SpeechEvent, void> {
    let end = () => {};
    try {
      yield { type: 'queued', position: this.#queue.length };
      end = await this.#queue.turn(signal);
      await ready(signal);
      const events = engine.speak(request, signal);
      let isGivenUp = false;
      for await (const event of events) {
        if (event.type === 'failed') died(event.failure);
        if (event.type === 'progress' || event.type === 'chunk') begun();
        const cancel = this.#whenUnread(() => {
          isGivenUp = true;
          void events.return().finally(end);
        });
        yield event;
        cancel();
      }
      if (isGivenUp) fail('bad-request', UNREAD);
    } finally {
      end();
    }
  }

  /** @param giveUp called once nothing was read for too long and someone waits. @returns a function that cancels it. */
  #whenUnread(giveUp: () => void): () => void {
    let cancel = () => {};
    const wait = () => {
      cancel = this.#clock.after(LONGEST_UNREAD_MILLISECONDS, () =>
        this.#queue.length > 1 ? giveUp() : wait(),
      );
    };
    wait();
    return () => cancel();
  }
}

const UNREAD =
  'Nothing of this reply was read for 30 seconds while other calls waited, so it was ended. Read replies as they come.';
