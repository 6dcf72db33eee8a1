import type { CodecSpec } from '../model/model-spec';
import { codecTable, codecTableBias } from '../store/tensor-names';
import type { BuiltGraph } from './built-graph';
import { CodecLayers, type SineForm } from './codec-layers';
import { GraphBuilder } from './graph-builder';
import { codecDecoderIo as io } from './graph-io';

/** Source: higgs-audio.md G.3. */
const outerKernel = 7;

/**
 * Codes to samples: the folded table gives the latent, the acoustic decoder the sound. Always f32, see higgs-audio.md G.8.
 */
export function codecDecoderGraph(
  spec: CodecSpec,
  target: 'webgpu-f32' | 'cpu-f32',
  sine: SineForm = target === 'cpu-f32' ? 'polynomial' : 'operator',
): BuiltGraph {
  const graph = new GraphBuilder(target === 'cpu-f32' ? 'external' : 'inputs');
  const layers = new CodecLayers(graph, sine);
  const rows = graph.input(io.rows, 'int32', [spec.codebookCount, 'T']);
  const tableRows = spec.codebookCount * spec.codebookSize;
  const table = graph.weight({
    name: codecTable,
    dtype: 'float32',
    dims: [tableRows, spec.latentSize],
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
  const latent = graph.op('Transpose', [graph.op('Add', [summed, bias])], { perm: [0, 2, 1] });

  const at = 'acoustic_decoder';
  const outer = { kernel: outerKernel, padding: (outerKernel - 1) / 2 };
  let channels = spec.decoderChannels;
  let x = layers.conv(latent, `${at}.conv1`, { ...outer, inputs: spec.latentSize, outputs: channels });
  spec.strides.forEach((stride, stage) => {
    const block = `${at}.block.${stage}`;
    x = layers.snake(x, `${block}.snake1`, channels);
    x = layers.upsample(x, `${block}.conv_t1`, channels, channels / 2, stride);
    channels /= 2;
    x = layers.residualUnits(x, block, channels);
  });
  x = layers.snake(x, `${at}.snake1`, channels);
  x = layers.conv(x, `${at}.conv2`, { ...outer, inputs: channels, outputs: 1 });
  graph.output(io.samples, x, 'float32', [1, 1, 'samples']);
  return { role: 'codec-decoder', target, ...graph.build() };
}
