/** A listener waits this long for the first sound before a first piece has to begin that is not whole yet. */
const FIRST_SOUND_SECONDS = 0.4;
/** Later pieces begin this long before the sound so far is over. */
const MARGIN_SECONDS = 0.15;

/**
 * The time of one request: what was spent, and how long the listener can do without more sound. The listener
 * is taken to hear the first sound at once and the rest without a break.
 */
export class SpeechClock {
  readonly #now: () => number;
  readonly #isLive: boolean;
  readonly #startedAt: number;
  #beganAt: number;
  #firstSoundAt: number | null = null;
  #soundSeconds = 0;
  #codecFrames = 0;
  busySeconds = 0;
  codecSeconds = 0;

  /**
   * @param now milliseconds of a clock that never goes back.
   * @param isLive false if the sound is not played while it is made.
   */
  constructor(now: () => number, isLive: boolean) {
    this.#now = now;
    this.#isLive = isLive;
    this.#startedAt = now();
    this.#beganAt = this.#startedAt;
  }

  /** Seconds from the start to the first sound; null without any. */
  get firstAudioSeconds(): number | null {
    return this.#firstSoundAt === null ? null : (this.#firstSoundAt - this.#startedAt) / 1000;
  }

  /** Seconds until more sound has to be there; negative when it is late. */
  get spareSeconds(): number {
    if (!this.#isLive) return Number.POSITIVE_INFINITY;
    const now = this.#now();
    if (this.#firstSoundAt === null) return FIRST_SOUND_SECONDS - (now - this.#beganAt) / 1000;
    return this.#soundSeconds - MARGIN_SECONDS - (now - this.#firstSoundAt) / 1000;
  }

  /** The first piece begins: planning a long text takes no time away from it. */
  begin(): void {
    this.#beganAt = this.#now();
  }

  noteBusy(since: number): void {
    this.busySeconds += (this.#now() - since) / 1000;
  }

  noteSound(seconds: number): void {
    this.#firstSoundAt ??= this.#now();
    this.#soundSeconds += seconds;
  }

  /** Runs the codec on so many new frames. */
  async timeCodec<T>(frameCount: number, work: () => Promise<T>): Promise<T> {
    const start = this.#now();
    const result = await work();
    this.codecSeconds += (this.#now() - start) / 1000;
    this.#codecFrames += frameCount;
    return result;
  }

  /** @returns seconds that the codec takes for so many frames; null before it was used. */
  codecSecondsFor(frameCount: number): number | null {
    return this.#codecFrames === 0 ? null : (this.codecSeconds / this.#codecFrames) * frameCount;
  }
}
