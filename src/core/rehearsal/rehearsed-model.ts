import { median } from '../data/median';
import type { LanguageModel } from '../generation/language-model';
import type { LanguageSpec } from '../model/model-spec';
import type { Prompt } from '../prompt/prompt';

/** Work that was given to a graphics device since the start. */
export type WorkCounts = {
  readonly dispatches: number;
  readonly submits: number;
  /** Time in which its answers were waited for. */
  readonly waitedMilliseconds: number;
};

/** A model that notes what each step took and never ends its speech. Its owner disposes of the model. */
export class RehearsedModel implements LanguageModel {
  readonly spec: LanguageSpec;
  readonly #model: LanguageModel;
  readonly #now: () => number;
  readonly #counts: () => WorkCounts | null;
  readonly #steps: { readonly seconds: number; readonly work: WorkCounts | null }[] = [];
  prefillSeconds = 0;

  /** @param now milliseconds. */
  constructor(model: LanguageModel, now: () => number, counts: () => WorkCounts | null) {
    this.spec = model.spec;
    this.#model = model;
    this.#now = now;
    this.#counts = counts;
  }

  get reusedPositionCount(): number {
    return this.#model.reusedPositionCount;
  }

  get stepCount(): number {
    return this.#steps.length;
  }

  /** The median. */
  get stepSeconds(): number {
    return median(this.#steps.map(({ seconds }) => seconds));
  }

  /** Medians; null where nothing was counted. */
  get perStep() {
    const counted = this.#steps.flatMap(({ seconds, work }) => (work ? [{ seconds, ...work }] : []));
    if (counted.length === 0) return null;
    return {
      dispatches: median(counted.map(({ dispatches }) => dispatches)),
      submits: median(counted.map(({ submits }) => submits)),
      ownSeconds: median(
        counted.map(({ seconds, waitedMilliseconds }) => seconds - waitedMilliseconds / 1000),
      ),
    };
  }

  async prefill(prompt: Prompt, signal: AbortSignal): Promise<Float32Array> {
    const start = this.#now();
    const logits = await this.#model.prefill(prompt, signal);
    this.prefillSeconds = (this.#now() - start) / 1000;
    return this.#withoutEnd(logits);
  }

  async step(column: Int32Array, signal: AbortSignal): Promise<Float32Array> {
    const before = this.#counts();
    const start = this.#now();
    const logits = await this.#model.step(column, signal);
    const seconds = (this.#now() - start) / 1000;
    this.#steps.push({ seconds, work: before && difference(before, this.#counts()!) });
    return this.#withoutEnd(logits);
  }

  async dispose(): Promise<void> {}

  /** The end of speech is drawn by the first codebook. */
  #withoutEnd(logits: Float32Array): Float32Array {
    logits[this.spec.codebooks.streamEos] = Number.NEGATIVE_INFINITY;
    return logits;
  }
}

function difference(before: WorkCounts, after: WorkCounts): WorkCounts {
  return {
    dispatches: after.dispatches - before.dispatches,
    submits: after.submits - before.submits,
    waitedMilliseconds: after.waitedMilliseconds - before.waitedMilliseconds,
  };
}
