import { assert } from '../failure';
import { crossfade } from '../pcm/crossfade';
import type { PcmChunk } from '../pcm/pcm-chunk';
import type { CodeGrid } from '../prompt/prompt';
import type { CodecDecoder } from './codec';
import type { WindowSchedule } from './window-schedule';

/** `[codebookCount]` codes of one instant, no BOS or EOS among them. */
export type CodeFrame = Int32Array;

/**
 * Turns code frames into sound while they come, window by window. A window with the full context on its right
 * equals the one-shot decode; one with less is blended into the next over half a frame.
 */
export class CodecStream {
  readonly #decoder: CodecDecoder;
  readonly #schedule: WindowSchedule;
  /** Frames still needed, the oldest first; `#firstFrame` is the index of the oldest in the whole stream. */
  #frames: CodeFrame[] = [];
  #firstFrame = 0;
  #emittedFrames = 0;
  #windowCount = 0;
  /** What the last window made of the half frame behind it, if it lacked context. */
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
    return this.#emit(emitFrames, rightFrames, signal);
  }

  /** No more frames will come. @returns the rest of the sound, or null if all has been returned. */
  async finish(signal: AbortSignal): Promise<PcmChunk | null> {
    return this.#pendingFrames > 0 ? this.#emit(this.#pendingFrames, 0, signal) : null;
  }

  get #pendingFrames(): number {
    return this.#firstFrame + this.#frames.length - this.#emittedFrames;
  }

  async #emit(emitFrames: number, rightFrames: number, signal: AbortSignal): Promise<PcmChunk> {
    const { spec } = this.#decoder;
    const { context } = this.#schedule;
    const hop = spec.hopLengthSamples;
    const start = this.#emittedFrames;
    const leftFrames = Math.min(context.left, start);
    const from = start - leftFrames - this.#firstFrame;
    const window = this.#frames.slice(from, from + leftFrames + emitFrames + rightFrames);
    const decoded = await this.#decoder.decode(toGrid(window, spec.codebookCount), signal);
    assert(decoded.length === window.length * hop, 'the codec makes one hop of samples per frame');

    const samples = decoded.slice(leftFrames * hop, (leftFrames + emitFrames) * hop);
    if (this.#tail) samples.set(crossfade(this.#tail, samples.subarray(0, this.#tail.length)));
    const end = (leftFrames + emitFrames) * hop;
    const isShort = rightFrames > 0 && rightFrames < context.right;
    this.#tail = isShort ? decoded.slice(end, end + Math.floor(hop / 2)) : null;
    this.#windowCount++;
    this.#advance(start + emitFrames);
    return { samples: clip(samples), sampleRateHz: spec.sampleRateHz, startSample: start * hop };
  }

  /** Forgets the frames that no later window needs as context. */
  #advance(emittedFrames: number): void {
    this.#emittedFrames = emittedFrames;
    const keepFrom = Math.max(this.#firstFrame, emittedFrames - this.#schedule.context.left);
    this.#frames = this.#frames.slice(keepFrom - this.#firstFrame);
    this.#firstFrame = keepFrom;
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

/** The network's amplitude is unbounded; sound is not. In place. */
function clip(samples: Float32Array): Float32Array {
  for (let index = 0; index < samples.length; index++) {
    samples[index] = Math.max(-1, Math.min(1, samples[index]!));
  }
  return samples;
}
