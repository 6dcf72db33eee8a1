import type { AudioSink } from './audio-sink';
import type { PcmChunk } from './pcm-chunk';
import type { SampleFormat } from './sample-format';
import { WavWriter } from './wav-writer';

/** The end of the speak road that becomes a WAV file in memory. */
export class WavSink implements AudioSink {
  readonly sampleRateHz: number;
  readonly #format: SampleFormat;
  #writer: WavWriter;
  #parts: Uint8Array<ArrayBuffer>[] = [];
  #isFinished = false;

  constructor(sampleRateHz: number, format: SampleFormat) {
    this.sampleRateHz = sampleRateHz;
    this.#format = format;
    this.#writer = new WavWriter(sampleRateHz, format);
  }

  /** @throws RangeError if the chunk's rate is not the sink's, TypeError after `finish`. */
  async write(chunk: PcmChunk, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#isFinished) throw new TypeError('This file was finished: it takes no more sound.');
    if (chunk.sampleRateHz !== this.sampleRateHz)
      throw new RangeError(
        `A chunk of ${chunk.sampleRateHz} Hz does not fit a file of ${this.sampleRateHz} Hz.`,
      );
    this.#parts.push(this.#writer.encode(chunk.samples));
  }

  async finish(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.#writer.finish();
    this.#isFinished = true;
  }

  discard(): void {
    this.#writer = new WavWriter(this.sampleRateHz, this.#format);
    this.#parts = [];
    this.#isFinished = false;
  }

  /** The file in pieces, in order. @throws TypeError before `finish`: its header would lie. */
  get parts(): readonly Uint8Array<ArrayBuffer>[] {
    if (!this.#isFinished) throw new TypeError('A WAV file is complete only after finish().');
    return [this.#writer.header(), ...this.#parts];
  }
}
