import type { Prompt } from '../prompt/prompt';

/**
 * Content of a KV cache, position by position, so that the next prompt recomputes only what differs. A text position
 * is its token id; an audio position is the codes of its column (the placeholder id is never embedded).
 */
export class CachedPrompt {
  readonly #codebookCount: number;
  /** One entry per position: a token id, or the codes of a column. */
  readonly #positions: (number | Int32Array)[] = [];

  constructor(codebookCount: number) {
    this.#codebookCount = codebookCount;
  }

  get length(): number {
    return this.#positions.length;
  }

  /**
   * Positions of `prompt` that the cache holds already. The last one never counts: its logits are needed, so
   * it is always computed.
   */
  sharedPrefixLength(prompt: Prompt): number {
    const limit = Math.min(this.#positions.length, prompt.tokenIds.length - 1);
    let shared = 0;
    while (shared < limit && this.#matches(prompt, shared)) shared++;
    return Math.max(shared, 0);
  }

  /**
   * Shared prefix, cut to whole pieces. A forward's rounding depends on how many rows it takes, so a prompt
   * must always be computed in the same pieces: then what was said before never changes what a seed says.
   */
  reusablePrefixLength(prompt: Prompt, pieceLength: number): number {
    const shared = this.sharedPrefixLength(prompt);
    return shared - (shared % pieceLength);
  }

  /** Truncates the cache to `length` positions; before a forward, so that a failed one leaves no wrong positions. */
  truncate(length: number): void {
    if (length > this.#positions.length)
      throw new RangeError(`Cannot lengthen the cache to ${length} positions.`);
    this.#positions.length = length;
  }

  /** Records the positions of `prompt` behind the ones that the cache holds, up to `end`. */
  appendPrompt(prompt: Prompt, end = prompt.tokenIds.length): void {
    for (let position = this.#positions.length; position < end; position++) {
      const column = prompt.columnAt[position]!;
      this.#positions.push(column < 0 ? prompt.tokenIds[position]! : this.#codesOf(prompt, column).slice());
    }
  }

  /** Records one decoded column. @param codes `[codebookCount]`, copied. */
  appendColumn(codes: Int32Array): void {
    this.#positions.push(codes.slice());
  }

  #codesOf(prompt: Prompt, column: number): Int32Array {
    return prompt.columns.subarray(column * this.#codebookCount, (column + 1) * this.#codebookCount);
  }

  #matches(prompt: Prompt, position: number): boolean {
    const held = this.#positions[position]!;
    const column = prompt.columnAt[position]!;
    if (typeof held === 'number') return column < 0 && held === prompt.tokenIds[position];
    if (column < 0) return false;
    return this.#codesOf(prompt, column).every((code, codebook) => code === held[codebook]);
  }
}
