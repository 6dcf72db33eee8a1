import type { CodecSpec } from '../model/model-spec';
import type { BuiltGraph } from './built-graph';
import { CodecLayers } from './codec-layers';
import { GraphBuilder } from './graph-builder';
import { codecEncoderIo as io } from './graph-io';
import { hubertFeatures } from './hubert-graph';

/**
 * Reference audio to codes: acoustic and semantic branch, joined per frame, then the residual quantiser. Only for the
 * processor and in f32: it runs once per recording, and coarser arithmetic changes the fine codebooks' choices.
 * Source: higgs-audio.md G.2, G.4, G.5.
 * @param probe adds the inner results as outputs, for comparison with a reference.
 */
export function codecEncoderGraph(spec: CodecSpec, probe = false): BuiltGraph {
  const graph = new GraphBuilder('external');
  const layers = new CodecLayers(graph, 'polynomial');
  const samples = graph.input(io.samples, 'float32', [1, 1, 'L']);
  const semanticSamples = graph.input(io.semanticSamples, 'float32', [1, 'semantic_L']);
  const semanticSize = spec.semantic.hiddenSize;
  const joint = spec.latentSize + semanticSize;

  const acoustic = acousticFeatures(layers, spec, samples);
  const features = hubertFeatures(graph, layers, spec.semantic, semanticSamples);
  const semantic = semanticFeatures(layers, semanticSize, features);
  const frames = layers.transposed(graph.op('Concat', [acoustic, semantic], { axis: 1 }));
  const latent = layers.linear(frames, 'fc', joint, joint);
  const { codes, residual } = quantise(graph, layers, spec, latent);
  graph.output(io.codes, graph.op('Cast', [codes], { to: 6 }), 'int32', [spec.codebookCount, 'T']); // 6: INT32
  if (probe) {
    graph.output(io.acoustic, acoustic, 'float32', [1, spec.latentSize, 'T']);
    graph.output(io.features, layers.transposed(features), 'float32', [1, 'T', semanticSize]);
    graph.output(io.semantic, semantic, 'float32', [1, semanticSize, 'T']);
    graph.output(io.joined, layers.transposed(latent), 'float32', [1, joint, 'T']);
    graph.output(io.quantised, layers.transposed(layers.op('Sub', latent, residual)), 'float32', [
      1,
      joint,
      'T',
    ]);
  }
  return { role: 'codec-encoder', target: 'cpu-f32', ...graph.build() };
}

/** @returns `[1, latentSize, T]`. */
function acousticFeatures(layers: CodecLayers, spec: CodecSpec, samples: string): string {
  const at = 'acoustic_encoder';
  let channels = spec.encoderChannels;
  let x = layers.conv(samples, `${at}.conv1`, { inputs: 1, outputs: channels, kernel: 7, padding: 3 });
  spec.strides.forEach((stride, stage) => {
    const block = `${at}.block.${stage}`;
    x = layers.residualUnits(x, block, channels);
    x = layers.conv(layers.snake(x, `${block}.snake1`, channels), `${block}.conv1`, {
      inputs: channels,
      outputs: 2 * channels,
      kernel: 2 * stride,
      stride,
      padding: Math.ceil(stride / 2),
    });
    channels *= 2;
  });
  x = layers.snake(x, `${at}.snake1`, channels);
  return layers.conv(x, `${at}.conv2`, { inputs: channels, outputs: spec.latentSize, kernel: 3, padding: 1 });
}

/** @param x `[1, width, T]`, @returns the same shape. */
function semanticFeatures(layers: CodecLayers, width: number, x: string): string {
  const at = 'encoder_semantic';
  const wide = { inputs: width, outputs: width, kernel: 3, padding: 1 };
  let y = layers.conv(x, `${at}.conv`, { ...wide, bias: false });
  for (const block of [0, 1].map((index) => `${at}.conv_blocks.${index}`)) {
    for (const unit of [0, 1].map((index) => `${block}.res_units.${index}`)) {
      const inner = layers.conv(layers.op('Elu', y), `${unit}.conv1`, { ...wide, bias: false });
      const pointwise = { inputs: width, outputs: width, kernel: 1, bias: false };
      y = layers.op('Add', y, layers.conv(layers.op('Elu', inner), `${unit}.conv2`, pointwise));
    }
    y = layers.conv(y, `${block}.conv`, wide);
  }
  return y;
}

/**
 * Residual vector quantisation. Distances are summed in the reference's order, so that near ties fall the same way.
 * @param latent `[1, T, joint]`. @returns codes `[codebookCount, T]` i64 and what no codebook explains.
 */
function quantise(
  graph: GraphBuilder,
  layers: CodecLayers,
  spec: CodecSpec,
  latent: string,
): { readonly codes: string; readonly residual: string } {
  const { op } = layers;
  const joint = spec.latentSize + spec.semantic.hiddenSize;
  const lastAxis = graph.int64s([-1]);
  const rows: string[] = [];
  let residual = latent;
  for (let index = 0; index < spec.codebookCount; index++) {
    const at = `quantizer.quantizers.${index}`;
    const u = layers.linear(residual, `${at}.project_in`, spec.codebookDim, joint);
    const entries = layers.tensor(`${at}.codebook.embed`, [spec.codebookSize, spec.codebookDim]);
    const products = op('MatMul', u, graph.op('Transpose', [entries], { perm: [1, 0] }));
    const uu = graph.op('ReduceSum', [op('Mul', u, u), lastAxis], { keepdims: 1 });
    const ee = graph.op('ReduceSum', [op('Mul', entries, entries), lastAxis], { keepdims: 0 });
    const distances = op('Add', op('Sub', uu, op('Mul', products, layers.one(2))), ee);
    const chosen = graph.op('ArgMax', [op('Neg', distances)], { axis: 2, keepdims: 0 });
    rows.push(chosen);
    const entry = graph.op('Gather', [entries, chosen], { axis: 0 });
    residual = op('Sub', residual, layers.linear(entry, `${at}.project_out`, joint, spec.codebookDim));
  }
  return { codes: graph.op('Concat', rows, { axis: 0 }), residual };
}
