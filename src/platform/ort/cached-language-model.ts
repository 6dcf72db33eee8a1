import { assert } from '../../core/failure';
import { CachedPrompt } from '../../core/generation/cached-prompt';
import type { LanguageModel } from '../../core/generation/language-model';
import { requireRoomForColumn, requireRoomToSpeak } from '../../core/generation/prompt-room';
import type { LanguageSpec } from '../../core/model/model-spec';
import type { Prompt } from '../../core/prompt/prompt';
import { type PromptEmbedder, type RowRouting, routeRows } from './prompt-embedder';

/** Port: the two graphs of one runtime and the KV cache that they write. Adapters: WebGPU, processor. */
export interface LanguageForwards {
  /** Rows of one forward of a prompt, and so what is computed again of a repeated one. */
  readonly prefillRows: number;
  /** Makes room in the cache; its first `usedCount` positions are kept. @throws FailureError 'out-of-memory'. */
  reserve(positionCount: number, usedCount: number): Promise<void>;
  /** Called before the forwards of a prompt; `endPrompt` is called after them, whatever happened. */
  beginPrompt(signal: AbortSignal): Promise<void>;
  endPrompt(): void;
  /**
   * Computes the positions behind the first `past` ones, and writes them into the cache.
   * @param values `[rows * hiddenSize]`.
   * @param routing null for a decode step.
   * @returns logits of the last row.
   */
  run(values: Float32Array, past: number, routing: RowRouting | null): Promise<Float32Array>;
  dispose(): Promise<void>;
}

/** The transformer over a runtime's forwards: prompts in pieces, what they share with the one before, and steps. */
export class CachedLanguageModel implements LanguageModel {
  readonly spec: LanguageSpec;
  readonly #embedder: PromptEmbedder;
  readonly #forwards: LanguageForwards;
  readonly #held: CachedPrompt;
  #reused = 0;
  #isDisposed = false;

  /** @param forwards belongs to the model from now on. */
  constructor(spec: LanguageSpec, embedder: PromptEmbedder, forwards: LanguageForwards) {
    this.spec = spec;
    this.#embedder = embedder;
    this.#forwards = forwards;
    this.#held = new CachedPrompt(spec.codebooks.codebookCount);
  }

  get cachedPositionCount(): number {
    return this.#held.length;
  }

  get reusedPositionCount(): number {
    return this.#reused;
  }

  async prefill(prompt: Prompt, signal: AbortSignal): Promise<Float32Array> {
    const forwards = this.#open();
    const length = prompt.tokenIds.length;
    requireRoomToSpeak(this.spec, length);
    const shared = this.#held.reusablePrefixLength(prompt, forwards.prefillRows);
    await forwards.reserve(length + 1, shared);
    this.#held.truncate(shared);
    this.#reused = shared;
    let logits: Float32Array = new Float32Array(0);
    try {
      await forwards.beginPrompt(signal);
      for (let from = shared; from < length; from += forwards.prefillRows) {
        signal.throwIfAborted();
        const to = Math.min(length, from + forwards.prefillRows);
        const values = await this.#embedder.embed(prompt, from, to, signal);
        logits = await forwards.run(values, from, routeRows(prompt, from, to));
        this.#held.appendPrompt(prompt, to);
      }
    } finally {
      forwards.endPrompt();
    }
    return logits;
  }

  async step(column: Int32Array, signal: AbortSignal): Promise<Float32Array> {
    signal.throwIfAborted();
    const forwards = this.#open();
    const past = this.#held.length;
    requireRoomForColumn(this.spec, past);
    await forwards.reserve(past + 1, past);
    const logits = await forwards.run(this.#embedder.embedColumn(column), past, null);
    this.#held.appendColumn(column);
    return logits;
  }

  async dispose(): Promise<void> {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#held.truncate(0);
    await this.#forwards.dispose();
  }

  #open(): LanguageForwards {
    assert(!this.#isDisposed, 'a disposed model is not run');
    return this.#forwards;
  }
}
