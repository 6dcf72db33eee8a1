import type { CodecSpec } from '../model/model-spec';
import type { CodeGrid } from './code-grid';

/** Port: codes to sound. */
export interface CodecDecoder {
  readonly spec: CodecSpec;
  /** @returns `[frameCount * hopLengthSamples]` samples as the network makes them, not clipped. */
  decode(grid: CodeGrid, signal: AbortSignal): Promise<Float32Array>;
  /** Begins a clip whose frames come one stretch after another. Any number of clips may be open. */
  openClip(): DecoderClip;
  dispose(): Promise<void>;
}

/** One clip on its way through the decoder, which keeps what its layers have seen: no frame is decoded twice. */
export interface DecoderClip {
  /**
   * @param grid the next frames. The first ones must be enough for a sample (`samplesOfFirstRun`), unless they are the last too;
   *   none are allowed at the end only.
   * @param isLast whether the clip ends with them; then it may not be used again.
   * @returns the next samples: all that no later frame changes. Together they are those of one `decode`.
   */
  decode(grid: CodeGrid, isLast: boolean, signal: AbortSignal): Promise<Float32Array>;
  /** Gives up a clip before its end. */
  close(): void;
}

/** Port: sound to codes, loaded only when someone clones a voice. */
export interface CodecEncoder {
  readonly spec: CodecSpec;
  /** @param samples mono at `spec.sampleRateHz`; length a multiple of the hop length. */
  encode(samples: Float32Array, signal: AbortSignal): Promise<CodeGrid>;
  dispose(): Promise<void>;
}
