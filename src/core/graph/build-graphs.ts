import type { LanguageSpec, ModelSpec } from '../model/model-spec';
import type { GraphTarget, LinearPlan } from '../store/manifest';
import { bitsOf } from '../store/precision-plan';
import { feedForwardPaths, feedForwardSize } from '../store/tensor-names';
import type { BuiltGraph } from './built-graph';
import { codecDecoderGraph } from './codec-decoder-graph';
import { codecEncoderGraph } from './codec-encoder-graph';
import { languageGraph } from './language-graph';
import { LEAST_BINDING_BYTES } from './linear-layers';

/**
 * A package with more language parameters than this has no `cpu-f32` graphs: the wasm heap ends at 4 GiB, and besides the
 * weights (twice while they are packed) it holds the codec, the cache and the activations.
 */
const maxFloatCpuParameters = 300e6;

/**
 * Every graph of a package, for all targets that make sense for this model and plan.
 * @param maxBindingBytes see LanguageGraphOptions.
 */
export function buildGraphs(
  spec: ModelSpec,
  linears: LinearPlan,
  withCloning = true,
  maxBindingBytes = LEAST_BINDING_BYTES,
): BuiltGraph[] {
  const language = languageTargets(spec.language, linears).flatMap((target) =>
    (['prefill', 'decode'] as const).map((role) =>
      languageGraph(spec.language, { role, target, linears, maxBindingBytes }),
    ),
  );
  const { codec } = spec;
  // The codec computes in f32 everywhere: f16 devices run its `webgpu-f32` graph, quantised ones its `cpu-f32` graph.
  const decoders = (['webgpu-f32', 'cpu-f32'] as const).map((target) => codecDecoderGraph(codec, target));
  return [...language, ...decoders, ...(withCloning ? [codecEncoderGraph(codec)] : [])];
}

function languageTargets(spec: LanguageSpec, linears: LinearPlan): GraphTarget[] {
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
