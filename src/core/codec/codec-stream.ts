import { assert } from '../failure';
import { crossfade } from '../pcm/crossfade';
import type { PcmChunk } from '../pcm/pcm-chunk';
import { clip } from '../pcm/sample-format';
import type { CodeGrid } from './code-grid';
import type { CodecDecoder, DecoderClip } from './codec';
import type { WindowSchedule } from './window-schedule';

/** `[codebookCount]` codes of one instant, no BOS or EOS among them. */
export type CodeFrame = Int32Array;

/**
 * Turns code frames into sound while they come. A window that has the full context on its right goes on with the clip
 * that the decoder has open, and equals the one-shot decode; one with less is decoded apart, with its context, and
 * blended into the next over half a frame.
 */
export class CodecStream {
  readonly #decoder: CodecDecoder;
  readonly #schedule: WindowSchedule;
  /** Frames still needed, the oldest first; `#firstFrame` is the index of the oldest in the whole stream. */
  #frames: CodeFrame[] = [];
  #firstFrame = 0;
  /** Frames whose sound was due; exact windows give a part of the next frame too. */
  #dueFrames = 0;
  #emittedSamples = 0;
  #windowCount = 0;
  /** Null until the first exact window. */
  #clip: DecoderClip | null = null;
  /** Samples of the clip that come before what is to be heard next. */
  #skippedSamples = 0;
  /** Samples of the half frame after the last window, if it lacked context. */
  #tail: Float32Array | null = null;

  constructor(decoder: CodecDecoder, schedule: WindowSchedule) {
    this.#decoder = decoder;
    this.#schedule = schedule;
  }

  /** @returns the next stretch of sound, if this frame completes a window. */
  async push(frame: CodeFrame, signal: AbortSignal): Promise<PcmChunk | null> {
    this.#frames.push(frame);
    const { emitFrames, rightFrames } = this.#schedule.window(this.#windowCount);
    if (this.#pendingFrames < emitFrames + rightFrames) return null;
    const isExact = rightFrames >= this.#schedule.context.right;
    const chunk = isExact
      ? this.#emit(await this.#goOn(false, signal))
      : await this.#emitApart(emitFrames, rightFrames, signal);
    this.#windowCount++;
    this.#dueFrames += emitFrames;
    return chunk;
  }

  /** No more frames will come. @returns the rest of the sound, or null if all has been returned. */
  async finish(signal: AbortSignal): Promise<PcmChunk | null> {
    return this.#pendingFrames > 0 ? this.#emit(await this.#goOn(true, signal)) : null;
  }

  /** Gives up what has not been decoded. */
  close(): void {
    this.#clip?.close();
  }

  get #pendingFrames(): number {
    return this.#firstFrame + this.#frames.length - this.#dueFrames;
  }

  /** All frames that are there, as the next ones of the clip, which begins with as much context as there is. */
  async #goOn(isLast: boolean, signal: AbortSignal): Promise<Float32Array> {
    if (!this.#clip) {
      const context = this.#keepContext();
      this.#clip = this.#decoder.openClip();
      this.#skippedSamples = context * this.#decoder.spec.hopLengthSamples;
    }
    const grid = toGrid(this.#frames, this.#decoder.spec.codebookCount);
    this.#firstFrame += this.#frames.length;
    this.#frames = [];
    const decoded = await this.#clip.decode(grid, isLast, signal);
    const samples = decoded.subarray(Math.min(this.#skippedSamples, decoded.length));
    this.#skippedSamples -= decoded.length - samples.length;
    return samples;
  }

  async #emitApart(emitFrames: number, rightFrames: number, signal: AbortSignal): Promise<PcmChunk> {
    const { spec } = this.#decoder;
    const hop = spec.hopLengthSamples;
    const left = this.#keepContext();
    const window = this.#frames.slice(0, left + emitFrames + rightFrames);
    const decoded = await this.#decoder.decode(toGrid(window, spec.codebookCount), signal);
    assert(decoded.length === window.length * hop, 'the codec makes one hop of samples per frame');
    const end = (left + emitFrames) * hop;
    const chunk = this.#emit(decoded.slice(left * hop, end));
    this.#tail = decoded.slice(end, end + Math.floor(hop / 2));
    return chunk;
  }

  /** @param samples changed. */
  #emit(samples: Float32Array): PcmChunk {
    if (this.#tail) samples.set(crossfade(this.#tail, samples.subarray(0, this.#tail.length)));
    this.#tail = null;
    clip(samples);
    const startSample = this.#emittedSamples;
    this.#emittedSamples += samples.length;
    return { samples, sampleRateHz: this.#decoder.spec.sampleRateHz, startSample };
  }

  /** Forgets the frames that no later window needs. @returns the number of frames that are there as context. */
  #keepContext(): number {
    const from = Math.max(this.#firstFrame, this.#dueFrames - this.#schedule.context.left);
    this.#frames = this.#frames.slice(from - this.#firstFrame);
    this.#firstFrame = from;
    return this.#dueFrames - from;
  }
}

/** @param frames time-major. @returns the codebook-major grid that the codec reads. */
export function toGrid(frames: readonly CodeFrame[], codebookCount: number): CodeGrid {
  const codes = new Int32Array(codebookCount * frames.length);
  frames.forEach((frame, index) => {
    for (let codebook = 0; codebook < codebookCount; codebook++) {
      codes[codebook * frames.length + index] = frame[codebook]!;
    }
  });
  return { codes, codebookCount, frameCount: frames.length };
}

/** The frames of a grid, newly allocated: what `toGrid` joins. */
export function framesOf({ codes, codebookCount, frameCount }: CodeGrid): CodeFrame[] {
  return Array.from({ length: frameCount }, (_, frame) =>
    Int32Array.from({ length: codebookCount }, (_, codebook) => codes[codebook * frameCount + frame]!),
  );
}
