import { failureFrom } from '../failure';
import { engineError } from './speech-engine';
import type { SpeechEvent } from './speech-event';

/** Finished pieces that wait for those of other engines before them: half a minute of sound, 3 MB. */
const MOST_WAITING = 8;

/** Tells whoever waits that something has changed. */
export class Changes {
  #waiting: (() => void)[] = [];

  tell(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
  next(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}

/** One engine's part of a speech: it works ahead of its reader by a few pieces, and no further. */
export class SpeechLane {
  readonly #changes: Changes;
  readonly #events: SpeechEvent[] = [];
  #waitingPieces = 0;
  #isOver = false;
  /** Resolves when the engine has ended. */
  readonly end: Promise<void>;
  /** Frames that the engine has made. */
  frameCount = 0;

  /** @param changes told whenever there is an event, or more of one piece. */
  constructor(events: AsyncGenerator<SpeechEvent, void>, changes: Changes) {
    this.#changes = changes;
    this.end = this.#run(events);
  }

  /** @returns the next event but progress; undefined where it has not come yet, null behind the last. */
  take(): SpeechEvent | null | undefined {
    const event = this.#events.shift();
    if (!event) return this.#isOver ? null : undefined;
    if (event.type === 'piece') this.#waitingPieces--;
    this.#changes.tell();
    return event;
  }

  async #run(events: AsyncGenerator<SpeechEvent, void>): Promise<void> {
    try {
      for await (const event of events) {
        this.#put(event);
        while (this.#waitingPieces > MOST_WAITING) await this.#changes.next();
      }
    } catch (error) {
      this.#put({ type: 'failed', failure: failureFrom(error, engineError) });
    }
    this.#isOver = true;
    this.#changes.tell();
  }

  #put(event: SpeechEvent): void {
    if (event.type === 'progress') this.frameCount = event.frameCount;
    else this.#events.push(event);
    if (event.type === 'piece') this.#waitingPieces++;
    this.#changes.tell();
  }
}
