/** A stretch of mono sound, −1…1. */
export type PcmChunk = {
  readonly samples: Float32Array;
  readonly sampleRateHz: number;
  /** Position of the first sample in the whole utterance. */
  readonly startSample: number;
};
