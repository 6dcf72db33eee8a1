import { orAborted } from '../core/data/or-aborted';
import type { PcmChunk } from '../core/pcm/pcm-chunk';
import type { Speaker, SpeakerReport } from '../core/pcm/speaker';
import { USUAL_RATE_HZ } from '../core/pcm/usual-rate';
import { JobQueue } from '../core/speech/job-queue';

export type Performance = {
  readonly sampleRateHz: number;
  readonly chunks: (signal: AbortSignal) => AsyncGenerator<PcmChunk, void>;
  readonly onReport: (report: SpeakerReport) => void;
  /** Called when its turn has come. */
  readonly onTurn: () => void;
};

/** The one output of a Pagevoice. What is to be heard comes in turn, first come, first served. */
export class Stage {
  readonly #openSpeaker: (sampleRateHz: number) => Promise<Speaker>;
  readonly #queue = new JobQueue();
  #opening: Promise<Speaker> | null = null;
  #rateHz = 0;
  /** True once sound was wanted inside a click and the browser let it start. */
  #opened: Speaker | null = null;

  constructor(openSpeaker: (sampleRateHz: number) => Promise<Speaker>) {
    this.#openSpeaker = openSpeaker;
  }

  /** Call inside a click or key press: browsers let sound start only there. Never throws. */
  wake(): void {
    if (this.#mustReopen) this.#close();
    if (this.#opening) void this.#opening.then((speaker) => speaker.wake()).catch(() => {});
    else this.#open(this.#rateHz || USUAL_RATE_HZ).catch(() => {});
  }

  /**
   * Waits for its turn and plays to the end. Abort ends it with a short fade.
   * @throws FailureError when there is no output; the signal's reason when aborted.
   */
  async perform(what: Performance, signal: AbortSignal): Promise<void> {
    const endTurn = await this.#queue.turn(signal);
    let speaker: Speaker | null = null;
    let unsubscribe = () => {};
    try {
      what.onTurn();
      speaker = await orAborted(this.#open(what.sampleRateHz), signal);
      speaker.wake();
      unsubscribe = speaker.onReport(what.onReport);
      for await (const chunk of what.chunks(signal)) await speaker.write(chunk, signal);
      await speaker.finish(signal);
    } catch (error) {
      speaker?.discard();
      if (speaker?.isLost) this.#close();
      throw error;
    } finally {
      unsubscribe();
      endTurn();
    }
  }

  async dispose(): Promise<void> {
    const opening = this.#opening;
    this.#opening = null;
    await opening?.then((speaker) => speaker.dispose()).catch(() => {});
  }

  #open(sampleRateHz: number): Promise<Speaker> {
    if (this.#opening && this.#rateHz === sampleRateHz) return this.#opening;
    this.#close();
    this.#rateHz = sampleRateHz;
    const opening = this.#openSpeaker(sampleRateHz);
    this.#opening = opening;
    opening.then(
      (speaker) => {
        if (this.#opening === opening) this.#opened = speaker;
      },
      () => {
        if (this.#opening === opening) this.#opening = null;
      },
    );
    return opening;
  }

  /** After the system stopped the output, which may not start again, or something else closed it. */
  get #mustReopen(): boolean {
    return this.#opened !== null && (this.#opened.isLost || this.#opened.report.type === 'paused');
  }

  #close(): void {
    this.#opened = null;
    void this.dispose();
  }
}
