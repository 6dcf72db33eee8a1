import type { AudioSink } from './audio-sink';
import type { PcmChunk } from './pcm-chunk';

/**
 * Keeps everything it is given, so that it can be heard again, saved, or followed while it still grows.
 * Never full: the whole utterance is 96 kB a second at 24 kHz.
 */
export class MemorySink implements AudioSink {
  readonly sampleRateHz: number;
  readonly #chunks: PcmChunk[] = [];
  #sampleCount = 0;
  #complete = false;
  #wake: () => void = () => {};
  #grown: Promise<void> = Promise.resolve();

  constructor(sampleRateHz: number) {
    this.sampleRateHz = sampleRateHz;
    this.#renewSignal();
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
    this.#announce();
  }

  async finish(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.close();
  }

  /** No more will come, finished or not: followers end after the last chunk. */
  close(): void {
    this.#complete = true;
    this.#announce();
  }

  discard(): void {
    this.#chunks.length = 0;
    this.#sampleCount = 0;
    this.#announce();
  }

  /** @returns `[sampleCount]`, newly allocated. */
  samples(): Float32Array {
    const all = new Float32Array(this.#sampleCount);
    let at = 0;
    for (const { samples } of this.#chunks) {
      all.set(samples, at);
      at += samples.length;
    }
    return all;
  }

  /** What is there now, in order; the samples are shared, not copied. */
  get chunks(): readonly PcmChunk[] {
    return this.#chunks;
  }

  /** Yields what is there from `startSample` on and then what comes, until the sink is complete or `signal` aborts. */
  async *follow(startSample: number, signal: AbortSignal): AsyncGenerator<PcmChunk, void> {
    let position = 0;
    for (let index = 0; ; index++) {
      while (index >= this.#chunks.length) {
        if (this.#complete) return;
        await abortable(this.#grown, signal);
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

  #announce(): void {
    this.#wake();
    this.#renewSignal();
  }

  #renewSignal(): void {
    this.#grown = new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

function abortable(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(() => {
      signal.removeEventListener('abort', abort);
      resolve();
    }, reject);
  });
}
