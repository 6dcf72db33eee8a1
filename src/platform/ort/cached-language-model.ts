import { assert } from '../../core/failure';
import { CachedPrompt } from '../../core/generation/cached-prompt';
import type { LanguageModel } from '../../core/generation/language-model';
import { requireRoomForColumn, requireRoomToSpeak } from '../../core/generation/prompt-room';
import type { LanguageSpec } from '../../core/model/model-spec';
import type { Prompt } from '../../core/prompt/prompt';

/** Port: forwards of one runtime and the KV cache that they write. Adapters: graphs on WebGPU and on the processor, the kernel. */
export interface LanguageForwards {
  /** Rows of one forward of a prompt. */
  readonly prefillRows: number;
  /** Positions that are always computed in one forward, so that a repeated prompt has them again, or none of them. */
  readonly reusedRows: number;
  /** Makes room in the cache; its first `usedCount` positions are kept. @throws FailureError 'out-of-memory'. */
  reserve(positionCount: number, usedCount: number): Promise<void>;
  /** Called before the forwards of a prompt; `endPrompt` is called after them, whatever happened. */
  beginPrompt(signal: AbortSignal): Promise<void>;
  endPrompt(): void;
  /**
   * Computes positions `from` to `to` of a prompt, whose first `from` ones are in the cache, and writes them into it.
   * @returns logits of the last position, if it is the prompt's last.
   */
  runPrompt(prompt: Prompt, from: number, to: number, signal: AbortSignal): Promise<Float32Array>;
  /** A decode step: the position behind the first `past` ones. @param column `[codebookCount]`. @returns its logits. */
  runColumn(column: Int32Array, past: number): Promise<Float32Array>;
  dispose(): Promise<void>;
}

/** The transformer over a runtime's forwards: prompts in pieces, what they share with the one before, and steps. */
export class CachedLanguageModel implements LanguageModel {
  readonly spec: LanguageSpec;
  readonly #forwards: LanguageForwards;
  readonly #held: CachedPrompt;
  #reused = 0;
  #isDisposed = false;

  /** @param forwards belongs to the model from now on. */
  constructor(spec: LanguageSpec, forwards: LanguageForwards) {
    this.spec = spec;
    this.#forwards = forwards;
    this.#held = new CachedPrompt(spec.codebooks.codebookCount);
  }

  /** Positions in the cache. */
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
    const shared = this.#held.reusablePrefixLength(prompt, forwards.reusedRows);
    await forwards.reserve(length + 1, shared);
    this.#held.truncate(shared);
    this.#reused = shared;
    let logits: Float32Array = new Float32Array(0);
    try {
      await forwards.beginPrompt(signal);
      for (let from = shared; from < length; from += forwards.prefillRows) {
        signal.throwIfAborted();
        const to = Math.min(length, from + forwards.prefillRows);
        logits = await forwards.runPrompt(prompt, from, to, signal);
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
    const logits = await forwards.runColumn(column, past);
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
