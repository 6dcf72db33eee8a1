import type { SemanticSpec } from '../model/model-spec';
import type { CodecLayers } from './codec-layers';
import { float, type GraphBuilder } from './graph-builder';

/** PyTorch's default, which the feature extractor's group norm has. */
const GROUP_NORM_EPSILON = 1e-5;

/**
 * HuBERT over a whole clip, the mean of all its hidden states, thinned to the codec's frame rate.
 * @param samples `[1, L]` at the semantic rate, zero-padded.
 * @returns `[1, hiddenSize, T]`. Source: higgs-audio.md G.4.
 */
export function hubertFeatures(
  graph: GraphBuilder,
  layers: CodecLayers,
  spec: SemanticSpec,
  samples: string,
): string {
  const { op } = layers;
  const at = 'semantic_model';
  const norm = (x: string, name: string, width: number) =>
    graph.op(
      'LayerNormalization',
      [x, layers.tensor(`${name}.weight`, [width]), layers.tensor(`${name}.bias`, [width])],
      {
        axis: -1,
        epsilon: float(spec.layerNormEpsilon),
      },
    );

  let x = op('Unsqueeze', samples, graph.int64s([1]));
  spec.convChannels.forEach((outputs, index) => {
    const layer = `${at}.feature_extractor.conv_layers.${index}`;
    const inputs = index === 0 ? 1 : spec.convChannels[index - 1]!;
    const shape = {
      inputs,
      outputs,
      kernel: spec.convKernels[index]!,
      stride: spec.convStrides[index]!,
      bias: false,
    };
    x = layers.conv(x, `${layer}.conv`, shape);
    if (index === 0) {
      // Group norm with as many groups as channels: every channel is normalised over time by itself.
      const scale = layers.tensor(`${layer}.layer_norm.weight`, [outputs]);
      const bias = layers.tensor(`${layer}.layer_norm.bias`, [outputs]);
      x = graph.op('InstanceNormalization', [x, scale, bias], { epsilon: float(GROUP_NORM_EPSILON) });
    }
    x = op('Gelu', x);
  });

  const width = spec.convChannels.at(-1)!;
  const { hiddenSize, feedForwardSize } = spec;
  x = norm(layers.transposed(x), `${at}.feature_projection.layer_norm`, width);
  x = layers.linear(x, `${at}.feature_projection.projection`, hiddenSize, width);
  x = op('Add', x, positions(graph, layers, spec, x));
  x = norm(x, `${at}.encoder.layer_norm`, hiddenSize);
  let sum = x;
  for (let index = 0; index < spec.layerCount; index++) {
    const block = `${at}.encoder.layers.${index}`;
    const project = (name: string) =>
      layers.linear(x, `${block}.attention.${name}_proj`, hiddenSize, hiddenSize);
    const heads = [project('q'), project('k'), project('v')];
    const attended = graph.op('MultiHeadAttention', heads, { num_heads: spec.headCount });
    const output = layers.linear(attended, `${block}.attention.out_proj`, hiddenSize, hiddenSize);
    x = norm(op('Add', x, output), `${block}.layer_norm`, hiddenSize);
    const inner = layers.linear(x, `${block}.feed_forward.intermediate_dense`, feedForwardSize, hiddenSize);
    const outer = layers.linear(
      op('Gelu', inner),
      `${block}.feed_forward.output_dense`,
      hiddenSize,
      feedForwardSize,
    );
    x = norm(op('Add', x, outer), `${block}.final_layer_norm`, hiddenSize);
    sum = op('Add', sum, x);
  }
  const mean = op('Mul', sum, layers.one(1 / (spec.layerCount + 1)));
  const [from, to, axis, step] = [[0], [Number.MAX_SAFE_INTEGER], [1], [spec.frameStride]].map((v) =>
    graph.int64s(v),
  );
  return layers.transposed(op('Slice', mean, from!, to!, axis!, step!));
}

/** Convolutional position embedding; an even kernel gives one frame too many, which is dropped. */
function positions(graph: GraphBuilder, layers: CodecLayers, spec: SemanticSpec, x: string): string {
  const { hiddenSize, positionKernel, positionGroups } = spec;
  let embedded = layers.conv(layers.transposed(x), 'semantic_model.encoder.pos_conv_embed.conv', {
    inputs: hiddenSize,
    outputs: hiddenSize,
    kernel: positionKernel,
    padding: Math.floor(positionKernel / 2),
    groups: positionGroups,
  });
  if (positionKernel % 2 === 0) {
    embedded = layers.op('Slice', embedded, graph.int64s([0]), graph.int64s([-1]), graph.int64s([2]));
  }
  return layers.transposed(layers.op('Gelu', embedded));
}
