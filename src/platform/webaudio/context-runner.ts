/** A context that plays silence keeps the audio thread, and with it a phone's processor, awake. */
const restAfterMilliseconds = 5000;

/** What is needed of an AudioContext. */
export type RunnableContext = Pick<AudioContext, 'state' | 'resume' | 'suspend' | 'addEventListener'>;

/**
 * Runs an audio context while sound is wanted, lets it rest afterwards, and tells when something else stopped it: a call,
 * another program, or on some phones a locked display. A stopped context loses nothing: it goes on with the same sample.
 */
export class ContextRunner {
  readonly #context: RunnableContext;
  readonly #onInterrupted: (isInterrupted: boolean) => void;
  #rest: ReturnType<typeof setTimeout> | undefined;
  #isWanted = false;
  /** It has not been started yet, or was stopped by `rest`. */
  #isResting: boolean;

  constructor(context: RunnableContext, onInterrupted: (isInterrupted: boolean) => void) {
    this.#context = context;
    this.#onInterrupted = onInterrupted;
    this.#isResting = context.state !== 'running';
    context.addEventListener('statechange', () => this.#look());
  }

  /** Sound will be wanted. Inside a click or key press: browsers let sound start only there. */
  wake(): void {
    clearTimeout(this.#rest);
    this.#isWanted = true;
    // Also when it still runs: a rest may be under way, and the two are obeyed in order.
    this.#context.resume().catch(() => {
      if (this.#isWanted && this.#isStopped) this.#onInterrupted(true);
    });
  }

  /** Nothing is left to be heard but the end of a fade. */
  rest(): void {
    clearTimeout(this.#rest);
    this.#isWanted = false;
    this.#rest = setTimeout(() => {
      this.#isResting = true;
      this.#context.suspend().catch(() => {});
    }, restAfterMilliseconds);
  }

  /** The page can be seen again: where leaving it stopped the sound, the sound goes on. */
  comeBack(): void {
    if (this.#isWanted && this.#isStopped) this.wake();
  }

  dispose(): void {
    clearTimeout(this.#rest);
    this.#isWanted = false;
  }

  get #isStopped(): boolean {
    return this.#context.state === 'suspended' || this.#context.state === 'interrupted';
  }

  #look(): void {
    if (this.#context.state === 'running') {
      this.#isResting = false;
      this.#onInterrupted(false);
    } else if (this.#isStopped && !this.#isResting) this.#onInterrupted(true);
  }
}
