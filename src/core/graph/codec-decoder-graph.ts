import { DECODER_KERNEL, unitDilations } from '../codec/receptive-field';
import type { CodecSpec } from '../model/model-spec';
import { codecTable, codecTableBias } from '../package/tensor-names';
import type { BuiltGraph } from './built-graph';
import { CodecLayers, type SineForm } from './codec-layers';
import { DecoderStates } from './decoder-states';
import { GraphBuilder } from './graph-builder';
import { codecDecoderIo as io } from './graph-io';

/**
 * Codes to samples: the folded table gives the latent, the acoustic decoder the sound. Always f32, see higgs-audio.md G.8.
 * A run decodes a stretch of a longer clip: each layer that looks around takes its last inputs of the run before
 * (`DecoderStates`), so that no frame is decoded twice. Source: higgs-audio.md G.3.
 */
export function codecDecoderGraph(
  spec: CodecSpec,
  target: 'webgpu-f32' | 'cpu-f32',
  sine: SineForm = target === 'cpu-f32' ? 'polynomial' : 'operator',
): BuiltGraph {
  const graph = new GraphBuilder(target === 'cpu-f32' ? 'external' : 'inputs');
  const layers = new CodecLayers(graph, sine);
  const rows = graph.input(io.rows, 'int32', [spec.codebookCount, 'T']);
  const states = new DecoderStates(graph);
  const at = 'acoustic_decoder';

  /** Outer convolutions: seven neighbours, the same number of positions out as in. */
  const outer = (x: string, name: string, inputs: number, outputs: number) =>
    layers.conv(states.around(x, inputs, DECODER_KERNEL), `${at}.${name}`, {
      kernel: DECODER_KERNEL,
      inputs,
      outputs,
    });
  /** Snake, wide convolution, snake, pointwise convolution, added to the input. */
  const residualUnit = (x: string, name: string, channels: number, dilation: number) => {
    const shape = { inputs: channels, outputs: channels };
    const wide = (DECODER_KERNEL - 1) * dilation;
    const all = states.around(x, channels, wide + 1);
    const seen = layers.conv(layers.snake(all, `${name}.snake1`, channels), `${name}.conv1`, {
      ...shape,
      kernel: DECODER_KERNEL,
      dilation,
    });
    const added = layers.conv(layers.snake(seen, `${name}.snake2`, channels), `${name}.conv2`, {
      ...shape,
      kernel: 1,
    });
    return layers.op('Add', layers.slice(all, wide / 2, -wide / 2), added);
  };

  let channels = spec.decoderChannels;
  let x = outer(latentOf(graph, rows, spec), 'conv1', spec.latentSize, channels);
  spec.strides.forEach((stride, stage) => {
    const block = `${at}.block.${stage}`;
    x = states.around(layers.snake(x, `${block}.snake1`, channels), channels, 2);
    x = layers.upsample(x, `${block}.conv_t1`, channels, channels / 2, stride);
    x = states.cut(x, stage);
    channels /= 2;
    unitDilations.forEach((dilation, unit) => {
      x = residualUnit(x, `${block}.res_unit${unit + 1}`, channels, dilation);
    });
  });
  x = outer(layers.snake(x, `${at}.snake1`, channels), 'conv2', channels, 1);
  graph.output(io.samples, x, 'float32', [1, 1, 'samples']);
  states.giveOut();
  return { role: 'codec-decoder', target, ...graph.build() };
}

/** @returns `[1, latentSize, T]`. */
function latentOf(graph: GraphBuilder, rows: string, spec: CodecSpec): string {
  const table = graph.weight({
    name: codecTable,
    dtype: 'float32',
    dims: [spec.codebookCount * spec.codebookSize, spec.latentSize],
    source: { type: 'tensor', tensor: codecTable },
  });
  const bias = graph.weight({
    name: codecTableBias,
    dtype: 'float32',
    dims: [spec.latentSize],
    source: { type: 'tensor', tensor: codecTableBias },
  });
  const picked = graph.op('Gather', [table, rows], { axis: 0 });
  const summed = graph.op('ReduceSum', [picked, graph.int64s([0])], { keepdims: 1 });
  return graph.op('Transpose', [graph.op('Add', [summed, bias])], { perm: [0, 2, 1] });
}
