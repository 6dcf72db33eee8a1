import type { LanguageSpec } from '../model/model-spec';
import type { LinearPlan } from '../package/manifest';
import {
  attentionInputs,
  audioHeadOf,
  audioPath,
  type FeedForwardPath,
  feedForwardSize,
  finalNorm,
  layer as layerNames,
} from '../package/tensor-names';
import { appendingAttention, inPlaceAttention } from './attention';
import type { BuiltGraph, GraphTarget } from './built-graph';
import { GraphBuilder } from './graph-builder';
import { languageIo } from './graph-io';
import { LinearLayers } from './linear-layers';

export type LanguageGraphOptions = {
  readonly role: 'prefill' | 'decode';
  readonly target: GraphTarget;
  /** Storage of each linear layer in the package; a graph may mix all kinds. */
  readonly linears: LinearPlan;
  /** Adds every layer's hidden states as outputs, for comparison with a reference. */
  readonly probe?: boolean;
  /** The most that one weight may take on WebGPU; what every adapter binds when left out. */
  readonly maxBindingBytes?: number;
  /** Decode on WebGPU: speeches that one step goes on with, see `inPlaceAttention`; 1 when left out. */
  readonly slotCount?: number;
};

/** onnx.TensorProto.DataType.FLOAT */
const FLOAT_32_CODE = 1;

/** Rows of one kind; each kind has its own norms and its own feed-forward. */
type Stream = {
  readonly path: FeedForwardPath;
  readonly rows: string | null;
  hidden: string;
  normed: string;
};

/**
 * The transformer. With two feed-forwards, text rows and audio rows run as two streams that meet in attention
 * only, so that both have the plain form "add and norm, gate, up, down" which the runtimes fuse. Decoding has
 * the audio stream alone, and models with one feed-forward have one stream. Source: higgs-audio.md B, H.4.
 */
export function languageGraph(spec: LanguageSpec, options: LanguageGraphOptions): BuiltGraph {
  const { role, target, slotCount = 1 } = options;
  const onGpu = target === 'webgpu-f32' || target === 'webgpu-f16';
  const graph = new GraphBuilder(onGpu ? 'inputs' : 'external');
  const layers = new LinearLayers(graph, spec, target, options.linears, options.maxBindingBytes);
  const rowCount = role === 'decode' ? slotCount : 'S';
  const input = graph.input(languageIo.embeddings, layers.activation, [1, rowCount, spec.hiddenSize]);
  const router = role === 'decode' || spec.feedForward.type === 'shared' ? null : new RowRouter(graph);
  const streams: Stream[] = router
    ? router.streams(input)
    : [{ path: audioPath(spec), rows: null, hidden: input, normed: '' }];
  const merge = (values: readonly string[]) => (router ? router.merge(values) : values[0]!);
  const attend = onGpu
    ? inPlaceAttention(graph, layers, spec, slotCount)
    : appendingAttention(graph, layers, spec, role === 'decode' ? 1 : 'S');
  const attentionWidth = spec.headCount * spec.headDim;

  for (const stream of streams) {
    stream.normed = layers.norm(stream.hidden, layerNames(0).attentionNorm(stream.path));
  }
  for (let index = 0; index < spec.layerCount; index++) {
    const names = layerNames(index);
    const x = merge(streams.map((s) => s.normed));
    const projected = attentionInputs(spec, index).map(({ name, rows }) =>
      layers.project(x, name, rows, spec.hiddenSize),
    );
    const attended = layers.project(attend(projected, index), names.output, spec.hiddenSize, attentionWidth);
    for (const stream of streams) {
      const { path } = stream;
      const own = stream.rows === null ? attended : graph.op('Gather', [attended, stream.rows], { axis: 1 });
      const middle = layers.addAndNorm(stream.hidden, own, names.feedForwardNorm(path));
      const size = feedForwardSize(spec, path);
      const gated = layers.gated(middle.normed, names.gate(path), names.up(path), size);
      const down = layers.project(gated, names.down(path), spec.hiddenSize, size);
      const next = index + 1 < spec.layerCount ? layerNames(index + 1).attentionNorm(path) : finalNorm;
      const after = layers.addAndNorm(middle.sum, down, next);
      stream.hidden = after.sum;
      stream.normed = after.normed;
    }
    if (options.probe)
      probe(graph, languageIo.hidden(index), merge(streams.map((s) => s.hidden)), spec, rowCount);
  }

  const normed = merge(streams.map((s) => s.normed));
  if (options.probe) probe(graph, languageIo.finalNorm, normed, spec, rowCount);
  const rows = spec.codebooks.codebookCount * (spec.codebooks.codebookSize + 2);
  const last = role === 'decode' ? normed : lastRow(graph, normed);
  const scores = layers.projectPlain(last, audioHeadOf(spec), rows, spec.hiddenSize);
  const logits = graph.op('Reshape', [scores, graph.int64s([slotCount, rows])]);
  const floats = layers.activation === 'float32' ? logits : graph.op('Cast', [logits], { to: FLOAT_32_CODE });
  graph.output(languageIo.logits, floats, 'float32', [slotCount, rows]);
  return { role, target, ...graph.build() };
}

/** Splits the rows of a prefill by kind and puts them together again. Either kind may be empty. */
class RowRouter {
  readonly #graph: GraphBuilder;
  readonly #textRows: string;
  readonly #audioRows: string;
  readonly #order: string;

  constructor(graph: GraphBuilder) {
    this.#graph = graph;
    this.#textRows = graph.input(languageIo.textRows, 'int32', ['text_rows']);
    this.#audioRows = graph.input(languageIo.audioRows, 'int32', ['audio_rows']);
    this.#order = graph.input(languageIo.rowOrder, 'int32', ['S']);
  }

  streams(input: string): Stream[] {
    const own = (path: FeedForwardPath, rows: string): Stream => ({
      path,
      rows,
      hidden: this.#graph.op('Gather', [input, rows], { axis: 1 }),
      normed: '',
    });
    return [own('text', this.#textRows), own('audio', this.#audioRows)];
  }

  merge(values: readonly string[]): string {
    return this.#graph.op('Gather', [this.#graph.op('Concat', values, { axis: 1 }), this.#order], {
      axis: 1,
    });
  }
}

/** Only the last position's logits are ever read, and the head is as wide as a small vocabulary. */
function lastRow(graph: GraphBuilder, normed: string): string {
  const [from, to, axis] = [graph.int64s([-1]), graph.int64s([Number.MAX_SAFE_INTEGER]), graph.int64s([1])];
  return graph.op('Slice', [normed, from, to, axis]);
}

function probe(
  graph: GraphBuilder,
  name: string,
  value: string,
  spec: LanguageSpec,
  rows: number | 'S',
): void {
  graph.output(name, graph.op('Cast', [value], { to: FLOAT_32_CODE }), 'float32', [1, rows, spec.hiddenSize]);
}
