import type { CodecDecoder } from '../codec/codec';
import { CodecStream, type CodeFrame } from '../codec/codec-stream';
import { type CodecMode, windowSchedule } from '../codec/window-schedule';
import { EdgeTrim, type TrimmedEdges } from '../pcm/edge-trim';
import { joinSamples } from '../pcm/join-samples';

/** The sound of one piece, decoded alone, its edges trimmed where another piece is next to it. */
export class PieceSound {
  readonly #stream: CodecStream;
  readonly #trim: EdgeTrim;
  #sampleCount = 0;

  constructor(decoder: CodecDecoder, mode: CodecMode, edges: TrimmedEdges) {
    this.#stream = new CodecStream(decoder, windowSchedule(decoder.spec, mode));
    this.#trim = new EdgeTrim(decoder.spec.sampleRateHz, edges);
  }

  /** Samples that were returned so far. */
  get sampleCount(): number {
    return this.#sampleCount;
  }
  get hasSound(): boolean {
    return this.#trim.hasSound;
  }
  /** Valid after `finish`. */
  get trimmed(): EdgeTrim['trimmed'] {
    return this.#trim.trimmed;
  }

  /** @returns the sound that these frames complete, possibly none. */
  async push(frames: readonly CodeFrame[], signal: AbortSignal): Promise<Float32Array> {
    const parts: Float32Array[] = [];
    for (const frame of frames) {
      const chunk = await this.#stream.push(frame, signal);
      if (chunk) parts.push(this.#trim.push(chunk.samples));
    }
    return this.#count(parts);
  }

  /** @returns the rest. */
  async finish(signal: AbortSignal): Promise<Float32Array> {
    const chunk = await this.#stream.finish(signal);
    const parts = chunk ? [this.#trim.push(chunk.samples)] : [];
    parts.push(this.#trim.finish());
    return this.#count(parts);
  }

  /** Gives up what has not been decoded. */
  close(): void {
    this.#stream.close();
  }

  #count(parts: readonly Float32Array[]): Float32Array {
    const samples = joinSamples(parts);
    this.#sampleCount += samples.length;
    return samples;
  }
}
