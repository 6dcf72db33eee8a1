import { formatBytes } from '../../core/data/units';
import type { WeightBinding } from '../../core/graph/built-graph';
import { type Sentence, say } from '../../core/sentence';
import { tensorBytes } from './gpu-memory';
import type { BindingReader, GpuWeights } from './gpu-weights';
import type { OrtTensor } from './ort-module';

/** Whether weights that only prompts need stay on the device, or are read anew for each prompt. */
export type PromptWeightsPolicy = 'keep' | 'release-after-prefill';

/**
 * Unless it is said otherwise they are kept, as long as all weights together take no more than half of the
 * machine's memory, which graphics devices often share with everything else.
 * @param memoryBytes what the browser reports; undefined where it reports nothing, or has a reason to say too little.
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

export type PromptWeights = ReturnType<typeof createPromptWeights>;

/**
 * The weights that only prompts need: the feed-forward of text, where there is one beside that of audio. Where memory
 * is short they are released once a prompt is computed, and read again before the next. GpuWeights owns the buffers.
 * @param bindings uploaded already. @param read reads them again while the model is loaded.
 */
export function createPromptWeights(
  weights: GpuWeights,
  bindings: readonly WeightBinding[],
  read: BindingReader,
  first: PromptWeightsPolicy,
) {
  let policy = first;
  return {
    /** Measures taken to save memory, in words; null if none. */
    get note(): Sentence | null {
      const byteLength = bindings.reduce((sum, { dtype, dims }) => sum + tensorBytes(dtype, dims), 0);
      if (policy === 'keep' || byteLength === 0) return null;
      return say`to save memory, ${formatBytes(byteLength)} of weights that only prompts need are read again for each`;
    },
    /** The graph inputs, once `restore` has ended. */
    get feeds(): Record<string, OrtTensor> {
      return weights.feeds(bindings);
    },
    /** Call before a prompt. Begins anew after a failure or abort. @throws FailureError of reading, 'out-of-memory'. */
    restore: (signal: AbortSignal): Promise<void> => weights.upload(bindings, read, () => {}, signal),
    /** Call after a prompt. */
    promptEnded(): void {
      if (policy === 'release-after-prefill') weights.release(bindings);
    },
    /** Memory has run out for something else. @returns whether this frees any; from now on every prompt's end does. */
    giveWay(): boolean {
      policy = 'release-after-prefill';
      return weights.release(bindings) > 0;
    },
  };
}
