import { FailureError } from '../../src/core/failure';
import { MemorySink } from '../../src/core/pcm/memory-sink';
import type { PcmChunk } from '../../src/core/pcm/pcm-chunk';
import type { Speaker, SpeakerReport } from '../../src/core/pcm/speaker';

/** Hears everything at once and remembers it; each stretch is one utterance from its first write on. */
export class FakeSpeaker implements Speaker {
  readonly sampleRateHz: number;
  readonly stretches: MemorySink[] = [];
  wakeCount = 0;
  isDisposed = false;
  isLost = false;
  report: SpeakerReport = { type: 'silent', playedSamples: 0, underrunCount: 0 };
  readonly #listeners = new Set<(report: SpeakerReport) => void>();
  #isOpen = false;

  constructor(sampleRateHz: number) {
    this.sampleRateHz = sampleRateHz;
  }

  get heard(): Float32Array {
    return this.stretches.at(-1)?.samples() ?? new Float32Array(0);
  }

  async write(chunk: PcmChunk, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.isLost) throw new FailureError({ kind: 'unsupported', message: 'The output is closed.' });
    if (!this.#isOpen) this.stretches.push(new MemorySink(this.sampleRateHz));
    this.#isOpen = true;
    await this.stretches.at(-1)!.write(chunk, signal);
    this.tell({ type: 'playing', playedSamples: this.heard.length, underrunCount: 0 });
  }

  async finish(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.discard();
  }

  discard(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.tell({ ...this.report, type: 'silent' });
  }

  wake(): void {
    this.wakeCount++;
  }

  onReport(listener: (report: SpeakerReport) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async dispose(): Promise<void> {
    this.isDisposed = true;
  }

  /** As when something else closes the audio context. */
  lose(): void {
    this.isLost = true;
    this.tell({ ...this.report, type: 'silent' });
  }

  /** As the audio thread and the system would. */
  tell(report: SpeakerReport): void {
    this.report = report;
    for (const listener of this.#listeners) listener(report);
  }
}
