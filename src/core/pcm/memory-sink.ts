import type { AudioSink } from './audio-sink';
import { Growth } from './growth';
import { joinSamples } from './join-samples';
import type { PcmChunk } from './pcm-chunk';
import type { PlayableSound } from './playable-sound';

/**
 * Keeps all it is given in memory, 96 kB a second at 24 kHz: for short sounds. Never full.
 * Sound that may grow long is a TakeSound.
 */
export class MemorySink implements AudioSink, PlayableSound {
  readonly sampleRateHz: number;
  readonly #chunks: PcmChunk[] = [];
  #sampleCount = 0;
  #complete = false;
  readonly #growth = new Growth();

  constructor(sampleRateHz: number) {
    this.sampleRateHz = sampleRateHz;
  }

  get sampleCount(): number {
    return this.#sampleCount;
  }
  get durationSeconds(): number {
    return this.#sampleCount / this.sampleRateHz;
  }
  /** True after `finish`: no more will come. */
  get isComplete(): boolean {
    return this.#complete;
  }

  /** @throws RangeError if the chunk's rate is not the sink's, TypeError after `finish`. */
  async write(chunk: PcmChunk, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#complete) throw new TypeError('This sink was finished: it takes no more sound.');
    if (chunk.sampleRateHz !== this.sampleRateHz)
      throw new RangeError(
        `A chunk of ${chunk.sampleRateHz} Hz does not fit a sink of ${this.sampleRateHz} Hz.`,
      );
    this.#chunks.push(chunk);
    this.#sampleCount += chunk.samples.length;
    this.#growth.announce();
  }

  async finish(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.close();
  }

  /** No more will come, finished or not: followers end after the last chunk. */
  close(): void {
    this.#complete = true;
    this.#growth.announce();
  }

  discard(): void {
    this.#chunks.length = 0;
    this.#sampleCount = 0;
    this.#growth.announce();
  }

  /** @returns `[sampleCount]`, newly allocated. */
  samples(): Float32Array {
    return joinSamples(this.#chunks.map(({ samples }) => samples));
  }

  async *follow(startSample: number, signal: AbortSignal): AsyncGenerator<PcmChunk, void> {
    let position = 0;
    for (let index = 0; ; index++) {
      while (index >= this.#chunks.length) {
        if (this.#complete) return;
        await this.#growth.next(signal);
      }
      signal.throwIfAborted();
      const chunk = this.#chunks[index]!;
      const skipped = Math.max(0, startSample - position);
      position += chunk.samples.length;
      if (skipped >= chunk.samples.length) continue;
      yield {
        ...chunk,
        samples: chunk.samples.subarray(skipped),
        startSample: position - chunk.samples.length + skipped,
      };
    }
  }
}
