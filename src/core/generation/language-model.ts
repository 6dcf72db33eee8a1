import type { LanguageSpec } from '../model/model-spec';
import type { Prompt } from '../prompt/prompt';

/** Port: the transformer with its KV cache. Adapters: platform/ort (WebGPU, wasm, Node). One job at a time. */
export interface LanguageModel {
  readonly spec: LanguageSpec;
  /**
   * Makes the KV cache hold exactly `prompt`. The longest prefix that it already holds is not computed again,
   * but for the rest of a piece: see `CachedPrompt.reusablePrefixLength`.
   * @returns logits of the last position, `[codebookCount * (codebookSize + 2)]`.
   * @throws FailureError 'prompt-too-long' when the prompt leaves no room to speak.
   */
  prefill(prompt: Prompt, signal: AbortSignal): Promise<Float32Array>;
  /**
   * One decode step: appends one audio column.
   * @param column `[codebookCount]` codes, specials included.
   * @returns logits as in `prefill`; valid until the next call.
   */
  step(column: Int32Array, signal: AbortSignal): Promise<Float32Array>;
  /** Positions that the last prefill found in the cache already. */
  readonly reusedPositionCount: number;
  dispose(): Promise<void>;
}
