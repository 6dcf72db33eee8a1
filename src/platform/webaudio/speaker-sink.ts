import type { PcmChunk } from '../../core/pcm/pcm-chunk';
import type { RingBuffer } from '../../core/pcm/ring-buffer';
import type { Speaker, SpeakerReport } from '../../core/pcm/speaker';
import { type PlaybackMessage, type PlaybackReport, ringCapacitySamples } from './playback-protocol';

const silent: SpeakerReport = { type: 'silent', playedSamples: 0, underrunCount: 0 };

/** The audio context behind the sink, which belongs to whoever made it. */
export type SpeakerHooks = {
  /** Sound will be wanted. */
  readonly wake: () => void;
  /** Nothing is left to be heard but the end of a fade. */
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
  readonly #waiting = new Set<() => void>();
  #writtenSamples = 0;
  #readSamples = 0;
  #stretchStart = 0;
  #underrunsBefore = 0;
  #underruns = 0;
  #stretchOpen = false;
  #ending = false;
  #isInterrupted = false;
  /** What the audio thread does, or would do if it were let. */
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

  async write(chunk: PcmChunk, signal: AbortSignal): Promise<void> {
    if (chunk.sampleRateHz !== this.sampleRateHz)
      throw new RangeError(
        `The speaker runs at ${this.sampleRateHz} Hz, the chunk at ${chunk.sampleRateHz} Hz.`,
      );
    this.#begin();
    for (let start = 0; start < chunk.samples.length; ) {
      signal.throwIfAborted();
      const room = ringCapacitySamples - (this.#writtenSamples - this.#readSamples);
      if (room <= 0) await this.#nextReport(signal);
      else start += this.#send(chunk.samples, start, Math.min(room, chunk.samples.length - start));
    }
  }

  async finish(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (!this.#stretchOpen) return;
    this.#ending = true;
    this.#post({ type: 'end', position: this.#writtenSamples });
    while (this.#stretchOpen) await this.#nextReport(signal);
  }

  discard(): void {
    if (!this.#stretchOpen) return;
    this.#post({ type: 'discard', position: this.#writtenSamples });
    this.#close();
  }

  wake(): void {
    this.#hooks.wake();
  }

  /** The system has taken the sound away, or given it back. The audio thread stands still meanwhile: nothing is lost. */
  interrupt(isInterrupted: boolean): void {
    this.#isInterrupted = isInterrupted;
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
    this.#hooks.wake();
    this.#ending = false;
    this.#stretchStart = this.#writtenSamples;
    this.#underrunsBefore = this.#underruns;
    this.#phase = 'buffering';
    this.#tell({ type: this.#openType, playedSamples: 0, underrunCount: 0 });
  }

  get #openType(): SpeakerReport['type'] {
    return this.#isInterrupted ? 'paused' : this.#phase;
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
    this.#readSamples = report.positionSamples;
    this.#underruns = report.underrunCount;
    if (this.#stretchOpen) this.#tellFrom(report);
    for (const resume of this.#waiting) resume();
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

  #nextReport(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (end: () => void) => () => {
        this.#waiting.delete(heard);
        signal.removeEventListener('abort', aborted);
        end();
      };
      const heard = settle(resolve);
      const aborted = settle(() => reject(signal.reason));
      if (signal.aborted) return reject(signal.reason);
      this.#waiting.add(heard);
      signal.addEventListener('abort', aborted, { once: true });
    });
  }
}
