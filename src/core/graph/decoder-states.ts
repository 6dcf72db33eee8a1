import type { GraphBuilder } from './graph-builder';
import { codecDecoderIo as io } from './graph-io';

/** Beyond every length. */
const ALL = Number.MAX_SAFE_INTEGER;

/**
 * Inputs that the layers of the decoder look back at, carried from one run to the next as inputs and outputs of the
 * graph. A state has as many positions as its layer's kernel reaches; before the first run it holds the zeros that
 * the layer is padded with on its left. In the last run, `tail` lets the zeros on the right in. So the runs of a clip
 * give the samples of one run over all of it: those that a run cannot know yet come with the next.
 */
export class DecoderStates {
  readonly #graph: GraphBuilder;
  readonly #tail: string;
  readonly #kept: { readonly value: string; readonly channels: number }[] = [];

  constructor(graph: GraphBuilder) {
    this.#graph = graph;
    this.#tail = graph.input(io.tail, 'int64', [1]);
  }

  /** @returns `x` [1, channels, length] with what a kernel sees before it, and in the last run behind it. */
  around(x: string, channels: number, kernelReach: number): string {
    const graph = this.#graph;
    const index = this.#kept.length;
    const before = graph.input(io.state(index), 'float32', [1, channels, `state_${index}`]);
    const padding = Math.ceil((kernelReach - 1) / 2);
    const zeros = graph.floats(new Array(channels * padding).fill(0), [1, channels, padding]);
    const behind = this.#slice(zeros, graph.int64s([0]), this.#tail);
    const all = graph.op('Concat', [before, x, behind], { axis: 2 });
    const kept = this.#slice(all, graph.int64s([1 - kernelReach]), graph.int64s([ALL]));
    this.#kept.push({ value: kept, channels });
    return all;
  }

  /** Takes off what the transposed convolution of a stage makes before the first position and behind the last. */
  cut(x: string, stage: number): string {
    const from = this.#graph.input(io.cutFrom(stage), 'int64', [1]);
    const to = this.#graph.input(io.cutTo(stage), 'int64', [1]);
    return this.#slice(x, from, to);
  }

  giveOut(): void {
    this.#kept.forEach(({ value, channels }, index) => {
      this.#graph.output(io.stateAfter(index), value, 'float32', [1, channels, `state_after_${index}`]);
    });
  }

  #slice(x: string, from: string, to: string): string {
    return this.#graph.op('Slice', [x, from, to, this.#graph.int64s([2])]);
  }
}
