import { fail } from '../../core/failure';
import { Growth } from '../../core/pcm/growth';
import type { PcmChunk } from '../../core/pcm/pcm-chunk';
import type { RingBuffer } from '../../core/pcm/ring-buffer';
import type { Speaker, SpeakerReport } from '../../core/pcm/speaker';
import { say } from '../../core/sentence';
import { type PlaybackMessage, type PlaybackReport, RING_CAPACITY_SAMPLES } from './playback-protocol';
import { standstillWatch } from './standstill-watch';

/** The audio thread starts at the latest when so much is there. */
const LONGEST_CUSHION_SECONDS = 2;

const silent: SpeakerReport = { type: 'silent', playedSamples: 0, underrunCount: 0 };

/** The audio context behind the sink, owned by its creator. */
export type SpeakerHooks = {
  /** Sound will be wanted. */
  readonly wake: () => void;
  /** Called when nothing is left to be heard but the end of a fade. */
  readonly rest: () => void;
  readonly dispose: () => Promise<void>;
};

/** The page's end of the feed to the audio thread. Owns the port. Samples are copied: the caller keeps its chunk. */
export class SpeakerSink implements Speaker {
  readonly sampleRateHz: number;
  readonly #feed: MessagePort;
  readonly #ring: RingBuffer | null;
  readonly #hooks: SpeakerHooks;
  readonly #listeners = new Set<(report: SpeakerReport) => void>();
  readonly #growth = new Growth();
  #writtenSamples = 0;
  #readSamples = 0;
  #stretchStart = 0;
  #underrunsBefore = 0;
  #underruns = 0;
  #stretchOpen = false;
  #ending = false;
  #isInterrupted = false;
  #isStill = false;
  #isLost = false;
  readonly #watch = standstillWatch(
    () => this.#mustReport,
    () => this.#stand(true),
  );
  /** Phase of the audio thread while its context runs. */
  #phase: 'buffering' | 'playing' = 'buffering';
  #report: SpeakerReport = silent;

  constructor(sampleRateHz: number, feed: MessagePort, ring: RingBuffer | null, hooks: SpeakerHooks) {
    this.sampleRateHz = sampleRateHz;
    this.#feed = feed;
    this.#ring = ring;
    this.#hooks = hooks;
    feed.onmessage = (event: MessageEvent<PlaybackReport>) => this.#hear(event.data);
  }

  get report(): SpeakerReport {
    return this.#report;
  }

  get isLost(): boolean {
    return this.#isLost;
  }

  async write(chunk: PcmChunk, signal: AbortSignal): Promise<void> {
    if (chunk.sampleRateHz !== this.sampleRateHz)
      throw new RangeError(
        `The speaker runs at ${this.sampleRateHz} Hz, the chunk at ${chunk.sampleRateHz} Hz.`,
      );
    this.#requireOutput();
    this.#begin();
    for (let start = 0; start < chunk.samples.length; ) {
      signal.throwIfAborted();
      this.#requireOutput();
      const room = RING_CAPACITY_SAMPLES - (this.#writtenSamples - this.#readSamples);
      if (room <= 0) await this.#growth.next(signal);
      else start += this.#send(chunk.samples, start, Math.min(room, chunk.samples.length - start));
    }
  }

  async finish(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.#requireOutput();
    if (!this.#stretchOpen) return;
    this.#ending = true;
    this.#post({ type: 'end', position: this.#writtenSamples });
    while (this.#stretchOpen) await this.#growth.next(signal);
    this.#requireOutput();
  }

  discard(): void {
    if (!this.#stretchOpen) return;
    this.#post({ type: 'discard', position: this.#writtenSamples });
    this.#close();
  }

  wake(): void {
    this.#hooks.wake();
  }

  /** Something else has closed the audio context. Waiting calls fail. */
  lose(): void {
    this.#isLost = true;
    if (this.#stretchOpen) this.#close();
    this.#growth.announce();
  }

  /** The system has taken the sound away, or given it back. The audio thread stands still meanwhile: nothing is lost. */
  interrupt(isInterrupted: boolean): void {
    this.#isInterrupted = isInterrupted;
    if (this.#stretchOpen) this.#tell({ ...this.#report, type: this.#openType });
  }

  /** Like `interrupt`, but detected here. */
  #stand(isStill: boolean): void {
    this.#isStill = isStill;
    if (this.#stretchOpen) this.#tell({ ...this.#report, type: this.#openType });
  }

  onReport(listener: (report: SpeakerReport) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async dispose(): Promise<void> {
    this.discard();
    this.#post({ type: 'close' });
    this.#feed.close();
    await this.#hooks.dispose();
  }

  #begin(): void {
    if (this.#stretchOpen) return;
    this.#stretchOpen = true;
    this.#isStill = false;
    this.#watch.start();
    this.#hooks.wake();
    this.#ending = false;
    this.#stretchStart = this.#writtenSamples;
    this.#underrunsBefore = this.#underruns;
    this.#phase = 'buffering';
    this.#tell({ type: this.#openType, playedSamples: 0, underrunCount: 0 });
  }

  /** True while it plays, when the end is known, and once more is buffered than it ever waits for. */
  get #mustReport(): boolean {
    const waitingSamples = this.#writtenSamples - this.#readSamples;
    return (
      this.#phase === 'playing' ||
      this.#ending ||
      waitingSamples > LONGEST_CUSHION_SECONDS * this.sampleRateHz
    );
  }

  #requireOutput(): void {
    if (this.#isLost)
      fail(
        'unsupported',
        say`Something has closed the sound output. The speech is kept: press Play again to hear it.`,
      );
  }

  get #openType(): SpeakerReport['type'] {
    return this.#isInterrupted || this.#isStill ? 'paused' : this.#phase;
  }

  #send(samples: Float32Array, start: number, count: number): number {
    if (this.#ring) this.#ring.write(samples, start, count);
    else {
      const copy = samples.slice(start, start + count);
      this.#feed.postMessage({ type: 'samples', samples: copy } satisfies PlaybackMessage, [copy.buffer]);
    }
    this.#writtenSamples += count;
    return count;
  }

  #hear(report: PlaybackReport): void {
    this.#watch.reported();
    this.#isStill = false;
    this.#readSamples = report.positionSamples;
    this.#underruns = report.underrunCount;
    if (this.#stretchOpen) this.#tellFrom(report);
    this.#growth.announce();
  }

  #tellFrom({ phase, positionSamples, underrunCount }: PlaybackReport): void {
    // Reports of the stretch before may still arrive: they lie before this one's start.
    const playedSamples = Math.max(0, positionSamples - this.#stretchStart);
    if (this.#ending && phase === 'idle' && positionSamples >= this.#writtenSamples) {
      this.#report = { ...this.#report, playedSamples };
      this.#close();
      return;
    }
    this.#phase = phase === 'playing' ? 'playing' : 'buffering';
    const type = this.#openType;
    this.#tell({ type, playedSamples, underrunCount: underrunCount - this.#underrunsBefore });
  }

  #close(): void {
    this.#stretchOpen = false;
    this.#watch.stop();
    this.#hooks.rest();
    this.#tell({ ...this.#report, type: 'silent' });
  }

  #tell(report: SpeakerReport): void {
    this.#report = report;
    for (const listener of this.#listeners) listener(report);
  }

  #post(message: PlaybackMessage): void {
    this.#feed.postMessage(message);
  }
}
