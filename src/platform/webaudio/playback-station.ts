import { Playback, type PlaybackPhase, speechPlaybackSettings } from '../../core/pcm/playback';
import { RingBuffer } from '../../core/pcm/ring-buffer';
import {
  type PlaybackMessage,
  type PlaybackOptions,
  type PlaybackReport,
  RING_CAPACITY_SAMPLES,
} from './playback-protocol';

const REPORTS_PER_SECOND = 10;

/** The audio thread's end of the feed: takes messages, fills blocks, reports sparingly. The worklet only wraps it. */
export class PlaybackStation {
  readonly #ring: RingBuffer;
  readonly #playback: Playback;
  readonly #reportIntervalSamples: number;
  #feed: MessagePort | null = null;
  #closed = false;
  #sinceReport = 0;
  #toldPhase: PlaybackPhase = 'idle';
  /** One object for all reports: posting clones it, so nothing is allocated here. */
  readonly #report = {
    phase: 'idle' as PlaybackPhase,
    positionSamples: 0,
    underrunCount: 0,
  } satisfies PlaybackReport;

  constructor(options: PlaybackOptions, sampleRateHz: number) {
    this.#ring = new RingBuffer(
      options.ring ?? new ArrayBuffer(RingBuffer.byteLength(RING_CAPACITY_SAMPLES)),
    );
    this.#playback = new Playback(this.#ring, speechPlaybackSettings(sampleRateHz));
    this.#reportIntervalSamples = Math.round(sampleRateHz / REPORTS_PER_SECOND);
  }

  connect(feed: MessagePort): void {
    this.#feed = feed;
    feed.onmessage = (event: MessageEvent<PlaybackMessage>) => this.#accept(event.data);
  }

  /** @returns false once the writer has closed the feed: the audio thread may forget the station. */
  render(output: Float32Array): boolean {
    this.#playback.render(output);
    this.#sinceReport += output.length;
    const phase = this.#playback.phase;
    const due = phase === 'playing' && this.#sinceReport >= this.#reportIntervalSamples;
    if (due || phase !== this.#toldPhase) this.#tell();
    return !this.#closed;
  }

  #accept(message: PlaybackMessage): void {
    if (message.type === 'samples')
      this.#ring.write(message.samples); // the writer never sends more than fits
    else if (message.type === 'end') this.#playback.endAt(message.position);
    else if (message.type === 'discard') this.#playback.discard(message.position);
    else {
      this.#closed = true;
      this.#feed?.close();
    }
    // A stretch without a sample starts and ends between two blocks: the writer must hear of it all the same.
    if (message.type === 'end' || message.type === 'discard') this.#toldPhase = 'stopping';
  }

  #tell(): void {
    this.#toldPhase = this.#playback.phase;
    this.#sinceReport = 0;
    this.#report.phase = this.#playback.phase;
    this.#report.positionSamples = this.#playback.positionSamples;
    this.#report.underrunCount = this.#playback.underrunCount;
    this.#feed?.postMessage(this.#report);
  }
}
