import type { LanguageSpec } from '../model/model-spec';
import type { LinearPlan } from '../store/manifest';
import { bitsOf } from '../store/precision-plan';
import { feedForwardPaths, feedForwardSize } from '../store/tensor-names';
import type { GraphTarget } from './built-graph';

/**
 * A model with more language parameters than this does not run on `cpu-f32`: the wasm heap ends at 4 GiB, and besides the
 * weights (twice while they are packed) it holds the codec, the cache and the activations.
 */
const maxFloatCpuParameters = 300e6;

/** The targets that make sense for this model and plan. */
export function languageTargets(spec: LanguageSpec, linears: LinearPlan): readonly GraphTarget[] {
  const targets: GraphTarget[] = ['webgpu-f32', 'webgpu-f16'];
  if (parameterCount(spec) <= maxFloatCpuParameters) targets.push('cpu-f32');
  if (Object.values(linears).some((storage) => bitsOf(storage) !== null)) targets.push('cpu-quantised');
  return targets;
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
