import type { LanguageSpec } from '../model/model-spec';
import type { LinearPlan } from '../package/manifest';
import { bitsOf } from '../package/precision-plan';
import { attentionInputs, feedForwardPaths, feedForwardSize, layer } from '../package/tensor-names';
import { type Sentence, say } from '../sentence';
import type { GraphTarget } from './built-graph';

/**
 * A model with more language parameters than this does not run on `cpu-f32`: the wasm heap ends at 4 GiB, and
 * besides the weights (twice while they are packed) it holds the codec, the cache and the activations.
 */
const MAX_FLOAT_CPU_PARAMETERS = 300e6;

/** The targets that make sense for this model and plan. */
export function languageTargets(spec: LanguageSpec, linears: LinearPlan): readonly GraphTarget[] {
  const targets: GraphTarget[] = ['webgpu-f32', 'webgpu-f16'];
  if (whyNotKernel(spec) === null && packedBytes(spec, linears) <= MOST_PACKED_BYTES)
    targets.push('cpu-kernel');
  if (parameterCount(spec) <= MAX_FLOAT_CPU_PARAMETERS) targets.push('cpu-f32');
  if (Object.values(linears).some((storage) => bitsOf(storage) !== null)) targets.push('cpu-quantised');
  return targets;
}

/** The kernel has 4.29e9 bytes for weights, cache and everything else; a cache of 2048 positions takes 0.2e9 at most. */
const MOST_PACKED_BYTES = 4e9;

/** Weights as the kernel packs them, which is about as they are stored. */
function packedBytes(spec: LanguageSpec, linears: LinearPlan): number {
  const { hiddenSize, headCount, headDim, codebooks } = spec;
  const tableSize = codebooks.codebookCount * (codebooks.codebookSize + 2) * hiddenSize;
  let bytes = 2 * (spec.tiedAudioHead ? 1 : 2) * tableSize;
  const add = (name: string, size: number) => {
    const bits = { q4: 4.5, q8: 8.5, f16: 16, f32: 32 }[linears[name] ?? 'f32'];
    bytes += (size * bits) / 8;
  };
  for (let index = 0; index < spec.layerCount; index++) {
    const names = layer(index);
    for (const { name, rows } of attentionInputs(spec, index)) add(name, rows * hiddenSize);
    add(names.output, hiddenSize * headCount * headDim);
    for (const path of feedForwardPaths(spec)) {
      const size = hiddenSize * feedForwardSize(spec, path);
      for (const name of [names.gate(path), names.up(path), names.down(path)]) add(name, size);
    }
  }
  return bytes;
}

/** @returns why the processor's own kernel cannot compute this model, as the end of a sentence; null where it can. */
export function whyNotKernel({ headDim, hiddenSize }: LanguageSpec): Sentence | null {
  if (headDim % 4 !== 0) return say`its heads have ${headDim} numbers each, which is no multiple of 4`;
  if (hiddenSize % 4 !== 0) return say`its vectors have ${hiddenSize} numbers, which is no multiple of 4`;
  return null;
}

/** Parameters that the language graphs multiply with; the text embedding is not among them. */
function parameterCount(spec: LanguageSpec): number {
  const { hiddenSize, codebooks } = spec;
  const attention = hiddenSize * spec.headDim * 2 * (spec.headCount + spec.keyValueHeadCount);
  const paths = feedForwardPaths(spec);
  const feedForward = 3 * hiddenSize * paths.reduce((sum, path) => sum + feedForwardSize(spec, path), 0);
  const head = codebooks.codebookCount * (codebooks.codebookSize + 2) * hiddenSize;
  return spec.layerCount * (attention + feedForward) + head;
}
