/**
 * Input of the language model: one entry per position, text and audio mixed. Positions with the same ids and
 * the same columns have the same KV entries, so prefixes can be compared.
 */
export type Prompt = {
  /** `[length]`; at audio positions the placeholder id of the layout. */
  readonly tokenIds: Int32Array;
  /** `[length]`: index of the column at an audio position, -1 at a text position. */
  readonly columnAt: Int32Array;
  /** `[columnCount * codebookCount]`, column by column, delayed, BOS and EOS columns included. */
  readonly columns: Int32Array;
  readonly codebookCount: number;
};
