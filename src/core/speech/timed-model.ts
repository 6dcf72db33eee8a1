import type { LanguageModel } from '../generation/language-model';
import type { LanguageSpec } from '../model/model-spec';
import type { Prompt } from '../prompt/prompt';

/** A language model that takes notes of what it is asked and how long that takes. */
export class TimedModel implements LanguageModel {
  readonly spec: LanguageSpec;
  readonly #model: LanguageModel;
  readonly #now: () => number;
  promptPositionCount = 0;
  reusedTotal = 0;
  prefillSeconds = 0;
  stepCount = 0;
  decodeSeconds = 0;

  /** @param now milliseconds. */
  constructor(model: LanguageModel, now: () => number) {
    this.spec = model.spec;
    this.#model = model;
    this.#now = now;
  }

  get reusedPositionCount(): number {
    return this.#model.reusedPositionCount;
  }

  async prefill(prompt: Prompt, signal: AbortSignal): Promise<Float32Array> {
    const start = this.#now();
    const logits = await this.#model.prefill(prompt, signal);
    this.prefillSeconds += (this.#now() - start) / 1000;
    this.promptPositionCount += prompt.tokenIds.length;
    this.reusedTotal += this.#model.reusedPositionCount;
    return logits;
  }

  async step(column: Int32Array, signal: AbortSignal): Promise<Float32Array> {
    const start = this.#now();
    const logits = await this.#model.step(column, signal);
    this.decodeSeconds += (this.#now() - start) / 1000;
    this.stepCount++;
    return logits;
  }

  /** Does nothing: the model has another owner. */
  async dispose(): Promise<void> {}
}
