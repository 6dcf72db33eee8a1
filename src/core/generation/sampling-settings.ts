export type SamplingSettings = {
  /** 0 is greedy. */
  readonly temperature: number;
  /** 0 is off. */
  readonly topK: number;
  /** 1 is off. */
  readonly topP: number;
  /** 0 is off. */
  readonly rasWindowLength: number;
  readonly rasMaxRepeats: number;
};
