import type { WeightBinding } from '../../core/graph/built-graph';
import { tensorBytes } from './gpu-memory';
import type { BindingReader, GpuWeights } from './gpu-weights';
import type { OrtTensor } from './ort-module';

/** Whether weights that only prompts need stay on the device, or are read anew for each prompt. */
export type PromptWeightsPolicy = 'keep' | 'release-after-prefill';

/**
 * Unless it is said otherwise they are kept, as long as all weights together take no more than half of the machine's
 * memory, which graphics devices often share with everything else.
 * @param memoryBytes what the browser tells; undefined where it tells nothing, or has a reason to say too little.
 * @param isLocal reading weights again takes seconds, not a download.
 */
export function choosePromptWeights(
  weightBytes: number,
  memoryBytes: number | undefined,
  isLocal: boolean,
): PromptWeightsPolicy {
  const isShort = memoryBytes !== undefined && weightBytes > memoryBytes / 2;
  return isShort && isLocal ? 'release-after-prefill' : 'keep';
}

/**
 * The weights that only prompts need: the feed-forward of text, where there is one beside that of audio. Where memory is
 * short they are let go once a prompt is computed, and read again before the next. GpuWeights owns the buffers.
 */
export class PromptWeights {
  readonly #weights: GpuWeights;
  readonly #bindings: readonly WeightBinding[];
  readonly #read: BindingReader;
  #policy: PromptWeightsPolicy;

  /** @param bindings uploaded already. @param read reads them again for as long as the model lives. */
  constructor(
    weights: GpuWeights,
    bindings: readonly WeightBinding[],
    read: BindingReader,
    policy: PromptWeightsPolicy,
  ) {
    this.#weights = weights;
    this.#bindings = bindings;
    this.#read = read;
    this.#policy = policy;
  }

  /** What is done about memory, in words; empty when nothing is. */
  get note(): string {
    const byteLength = this.#bindings.reduce((sum, { dtype, dims }) => sum + tensorBytes(dtype, dims), 0);
    if (this.#policy === 'keep' || byteLength === 0) return '';
    const megabytes = Math.ceil(byteLength / 1e6);
    return `to save memory, ${megabytes} MB of weights that only prompts need are read again for each`;
  }

  /** The graph inputs, once `restore` has ended. */
  get feeds(): Record<string, OrtTensor> {
    return this.#weights.feeds(this.#bindings);
  }

  /** Before a prompt. After a failure or an abort the next call begins anew. @throws FailureError of reading, 'out-of-memory'. */
  restore(signal: AbortSignal): Promise<void> {
    return this.#weights.upload(this.#bindings, this.#read, () => {}, signal);
  }

  /** After a prompt. */
  promptEnded(): void {
    if (this.#policy === 'release-after-prefill') this.#weights.release(this.#bindings);
  }

  /** Memory has run out for something else. @returns whether this frees any; from now on every prompt's end does. */
  giveWay(): boolean {
    this.#policy = 'release-after-prefill';
    return this.#weights.release(this.#bindings) > 0;
  }
}
