import { fail } from '../failure';
import { say } from '../sentence';
import { Growth } from './growth';
import type { PcmChunk } from './pcm-chunk';
import type { PlayableSound } from './playable-sound';
import { bytesPerSample, decodePcm16, encodeSamples } from './sample-format';
import { wavHeader } from './wav-writer';

/** Bytes that need not be in memory; a browser's `Blob` is one. */
export interface KeptBytes {
  readonly size: number;
  arrayBuffer(): Promise<ArrayBuffer>;
}

const BLOCK_SECONDS = 10;

/**
 * Sound of any length that can be heard from any place and saved while it grows. Memory holds the newest
 * block of ten seconds, as floats; each finished block is put away as the 16-bit samples of the WAV file that
 * it will be part of. At 24 kHz that is 960 kB in memory and 173 MB put away for an hour.
 */
export class TakeSound<Kept extends KeptBytes> implements PlayableSound {
  readonly sampleRateHz: number;
  readonly #putAway: (block: Uint8Array<ArrayBuffer>) => Kept;
  readonly #blocks: Kept[] = [];
  readonly #newest: Float32Array;
  #newestCount = 0;
  #isComplete = false;
  readonly #growth = new Growth();

  /** @param putAway keeps a block outside of memory; the owner of the take owns the blocks. */
  constructor(sampleRateHz: number, putAway: (block: Uint8Array<ArrayBuffer>) => Kept) {
    this.sampleRateHz = sampleRateHz;
    this.#putAway = putAway;
    this.#newest = new Float32Array(BLOCK_SECONDS * sampleRateHz);
  }

  get sampleCount(): number {
    return this.#putAwayCount + this.#newestCount;
  }

  /** The samples are copied. @throws TypeError after `close`. */
  add(samples: Float32Array): void {
    if (this.#isComplete) throw new TypeError('This take was closed: it takes no more sound.');
    for (let start = 0; start < samples.length; ) {
      const part = samples.subarray(start, start + this.#newest.length - this.#newestCount);
      this.#newest.set(part, this.#newestCount);
      this.#newestCount += part.length;
      start += part.length;
      if (this.#newestCount < this.#newest.length) break;
      this.#blocks.push(this.#putAway(encodeSamples(this.#newest, 'pcm16')));
      this.#newestCount = 0;
    }
    this.#growth.announce();
  }

  /** No more will come: followers end after the last sample. */
  close(): void {
    this.#isComplete = true;
    this.#growth.announce();
  }

  /** @throws FailureError 'storage' when a block cannot be read back. */
  async *follow(startSample: number, signal: AbortSignal): AsyncGenerator<PcmChunk, void> {
    for (let position = startSample; ; ) {
      signal.throwIfAborted();
      if (position < this.sampleCount) {
        const samples = await this.#samplesFrom(position);
        yield { samples, sampleRateHz: this.sampleRateHz, startSample: position };
        position += samples.length;
      } else if (this.#isComplete) return;
      else await this.#growth.next(signal);
    }
  }

  /** The sound so far as a 16-bit WAV file, in pieces and in order. */
  wavParts(): readonly (Uint8Array<ArrayBuffer> | Kept)[] {
    const header = wavHeader(this.sampleRateHz, 'pcm16', this.sampleCount * bytesPerSample.pcm16);
    return [header, ...this.#blocks, encodeSamples(this.#newest.subarray(0, this.#newestCount), 'pcm16')];
  }

  get #putAwayCount(): number {
    return this.#blocks.length * this.#newest.length;
  }

  /** Samples from `position` to the end of its block. */
  async #samplesFrom(position: number): Promise<Float32Array> {
    const block = this.#blocks[Math.floor(position / this.#newest.length)];
    // A copy: the next block is written into the same memory.
    if (!block) return this.#newest.slice(position - this.#putAwayCount, this.#newestCount);
    const bytes = await block.arrayBuffer().catch((error: unknown) => {
      const message = say`The browser could not read back a part of the speech. Download it, or speak it again.`;
      return fail('storage', message, undefined, error);
    });
    return decodePcm16(bytes).subarray(position % this.#newest.length);
  }
}
