/** Port: the checkpoint's own text tokenizer. Adapter: platform/tokenizer. */
export interface TextTokenizer {
  /** Ids of `text`, special-token syntax in it recognised, no BOS added. */
  encode(text: string): number[];
  decode(ids: readonly number[]): string;
  /** Id of a special token such as `<|eot_id|>`, or null if the vocabulary lacks it. */
  specialId(token: string): number | null;
  /** Every special token's text: user text must not contain them. */
  readonly specialTokens: readonly string[];
}
