import type { CodecSpec } from '../model/model-spec';
import type { CodeGrid } from '../prompt/prompt';

/** Port: codes to sound. */
export interface CodecDecoder {
  readonly spec: CodecSpec;
  /** @returns `[frameCount * hopLengthSamples]` samples as the network makes them, not clipped. */
  decode(grid: CodeGrid, signal: AbortSignal): Promise<Float32Array>;
  dispose(): Promise<void>;
}

/** Port: sound to codes, loaded only when someone clones a voice. */
export interface CodecEncoder {
  readonly spec: CodecSpec;
  /** @param samples mono at `spec.sampleRateHz`; length a multiple of the hop length. */
  encode(samples: Float32Array, signal: AbortSignal): Promise<CodeGrid>;
  dispose(): Promise<void>;
}
