import type { PcmChunk } from './pcm-chunk';

/** Port: the destination of speech. SpeakerSink (platform/webaudio), WavFile (platform/node) and MemorySink. */
export interface AudioSink {
  readonly sampleRateHz: number;
  /** Resolves once there is room for more. This wait is the only backpressure. */
  write(chunk: PcmChunk, signal: AbortSignal): Promise<void>;
  /** Resolves when the last sample was played, saved or sent. */
  finish(signal: AbortSignal): Promise<void>;
  /** Silence now: what is buffered is dropped. */
  discard(): void;
}
