import type { CodebookSpec, PromptTokenIds } from '../model/model-spec';
import type { Prompt } from '../prompt/prompt';

/** The last columns that were heard or generated, for repetition-aware sampling. */
export class RepetitionHistory {
  readonly #ring: Int32Array;
  #columnCount = 0;

  readonly #spec: CodebookSpec;
  readonly #windowLength: number;
  readonly #specialsRepeat: boolean;

  /** @param windowLength columns that count; 0 keeps none. */
  constructor(spec: CodebookSpec, windowLength: number, specialsRepeat: boolean) {
    this.#spec = spec;
    this.#windowLength = windowLength;
    this.#specialsRepeat = specialsRepeat;
    this.#ring = new Int32Array(windowLength * spec.codebookCount);
  }

  /**
   * Takes the prompt's sound as history where it stands at output placeholders: earlier turns, and with the Hugging
   * Face template references in the system turn too; the first release marks the latter as input and does not count them.
   */
  acceptPrompt(prompt: Prompt, ids: PromptTokenIds): void {
    for (let position = 0; position < prompt.tokenIds.length; position++) {
      const column = prompt.columnAt[position]!;
      const id = prompt.tokenIds[position];
      if (column < 0 || (id !== ids.audioOut && id !== ids.audioDelay)) continue;
      this.accept(
        prompt.columns.subarray(column * prompt.codebookCount, (column + 1) * prompt.codebookCount),
      );
    }
  }

  /** @param codes `[codebookCount]`, delayed, special codes included; copied. */
  accept(codes: Int32Array): void {
    if (this.#windowLength === 0) return;
    this.#ring.set(codes, (this.#columnCount % this.#windowLength) * this.#spec.codebookCount);
    this.#columnCount++;
  }

  /** Number of times `codebook` had `code` within the window. */
  count(codebook: number, code: number): number {
    if (!this.#specialsRepeat && code >= this.#spec.codebookSize) return 0;
    const known = Math.min(this.#columnCount, this.#windowLength);
    let count = 0;
    for (let i = 0; i < known; i++) if (this.#ring[i * this.#spec.codebookCount + codebook] === code) count++;
    return count;
  }
}
