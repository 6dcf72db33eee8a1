/** Codes of one stretch of audio: `[codebook * frameCount + frame]`, without BOS and EOS, not delayed. */
export type CodeGrid = {
  readonly codes: Int32Array;
  readonly codebookCount: number;
  readonly frameCount: number;
};
