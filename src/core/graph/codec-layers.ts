import { codec } from '../package/tensor-names';
import type { GraphBuilder } from './graph-builder';

/**
 * Implementation of sin². `operator`: the runtime's Sin. `polynomial`: range reduction and a polynomial from
 * plain products and sums, which the wasm backend runs as vector code while its Sin is scalar.
 */
export type SineForm = 'operator' | 'polynomial';

/**
 * sin²(πr) = u·(c₀ + c₁u + …) with u = r², |r| ≤ ½: least maximum error 6e-9 (2e-7 when evaluated in f32).
 * Lawson's algorithm over 4001 Chebyshev nodes.
 */
const sineSquared = [
  9.86960292025009, -32.46958111579031, 42.72538478884438, -30.08595317509933, 12.9907303235103,
  -3.2729459324736863,
] as const;

/** Dilations of the three residual units of a block. Source: higgs-audio.md G.2. */
const dilations = [1, 3, 9] as const;

export type ConvShape = {
  readonly inputs: number;
  readonly outputs: number;
  readonly kernel: number;
  readonly stride?: number;
  readonly padding?: number;
  readonly dilation?: number;
  readonly groups?: number;
  readonly bias?: boolean;
};

/** The layers of the codec's networks over `[1, channels, length]`, weights named as in the Hugging Face checkpoint. */
export class CodecLayers {
  readonly #graph: GraphBuilder;
  readonly #sine: SineForm;

  constructor(graph: GraphBuilder, sine: SineForm) {
    this.#graph = graph;
    this.#sine = sine;
  }

  tensor(name: string, dims: readonly number[]): string {
    const tensor = codec(name);
    return this.#graph.weight({ name: tensor, dtype: 'float32', dims, source: { type: 'tensor', tensor } });
  }

  conv(x: string, name: string, shape: ConvShape): string {
    const { inputs, outputs, kernel, stride = 1, padding = 0, dilation = 1, groups = 1, bias = true } = shape;
    const operands = [x, this.tensor(`${name}.weight`, [outputs, inputs / groups, kernel])];
    if (bias) operands.push(this.tensor(`${name}.bias`, [outputs]));
    return this.#graph.op('Conv', operands, {
      kernel_shape: [kernel],
      strides: [stride],
      pads: [padding, padding],
      dilations: [dilation],
      group: groups,
    });
  }

  /** A linear layer over the last dimension, with bias. */
  linear(x: string, name: string, outputs: number, inputs: number): string {
    const tensor = codec(`${name}.weight`);
    const weight = this.#graph.weight({
      name: tensor,
      dtype: 'float32',
      dims: [inputs, outputs],
      source: { type: 'transposed', tensor },
    });
    return this.op('Add', this.op('MatMul', x, weight), this.tensor(`${name}.bias`, [outputs]));
  }

  /** `[1, a, b]` to `[1, b, a]`. */
  transposed(x: string): string {
    return this.#graph.op('Transpose', [x], { perm: [0, 2, 1] });
  }

  /** x + sin²(αx) / (α + 1e-9), one α per channel. Source: higgs-audio.md G.3. */
  snake(x: string, name: string, channels: number): string {
    const { op, one } = this;
    const alpha = this.tensor(`${name}.alpha`, [1, channels, 1]);
    const inverse = op('Reciprocal', op('Add', alpha, one(1e-9)));
    const square =
      this.#sine === 'operator'
        ? this.#squaredSine(op('Mul', x, alpha))
        : this.#sineSquared(op('Mul', x, op('Mul', alpha, one(1 / Math.PI))));
    return op('Add', x, op('Mul', square, inverse));
  }

  /** Three residual units of growing reach. */
  residualUnits(x: string, block: string, channels: number): string {
    return dilations.reduce(
      (y, dilation, unit) => this.#residualUnit(y, `${block}.res_unit${unit + 1}`, channels, dilation),
      x,
    );
  }

  /** Snake, wide convolution, snake, pointwise convolution, added to the input. */
  #residualUnit(x: string, name: string, channels: number, dilation: number): string {
    const shape = { inputs: channels, outputs: channels };
    const wide = this.conv(this.snake(x, `${name}.snake1`, channels), `${name}.conv1`, {
      ...shape,
      kernel: 7,
      dilation,
      padding: 3 * dilation,
    });
    const narrow = this.conv(this.snake(wide, `${name}.snake2`, channels), `${name}.conv2`, {
      ...shape,
      kernel: 1,
    });
    return this.op('Add', x, narrow);
  }

  /**
   * Transposed convolution with kernel 2·stride, padding ⌈stride / 2⌉ and output padding stride mod 2,
   * which multiplies the length by the stride. Written as a convolution over pairs of neighbours whose output
   * channels are the phases, laid out one behind the other: the same sums, and right where a runtime's own
   * ConvTranspose is not (in f16 beyond 2048 samples on WebGPU). With a zero on each side of `x`, the first
   * ⌈stride / 2⌉ positions and the last ⌊stride / 2⌋ are those that the padding takes away.
   * @returns `[1, outputs, (length - 1) · stride]`.
   */
  upsample(x: string, name: string, inputs: number, outputs: number, stride: number): string {
    const graph = this.#graph;
    const weight = codec(`${name}.weight`);
    const bias = codec(`${name}.bias`);
    const operands = [
      x,
      graph.weight({
        name: weight,
        dtype: 'float32',
        dims: [outputs * stride, inputs, 2],
        source: { type: 'upsampling', tensor: weight },
      }),
      graph.weight({
        name: bias,
        dtype: 'float32',
        dims: [outputs * stride],
        source: { type: 'repeated', tensor: bias, times: stride },
      }),
    ];
    const phases = graph.op('Conv', operands, { kernel_shape: [2] });
    const split = graph.op('Reshape', [phases, graph.int64s([1, outputs, stride, -1])]);
    const interleaved = graph.op('Transpose', [split], { perm: [0, 1, 3, 2] });
    return graph.op('Reshape', [interleaved, graph.int64s([1, outputs, -1])]);
  }

  /** Positions `[from, to)` of `[1, channels, length]`; below 0 they count from the end. */
  slice(x: string, from: number, to: number): string {
    const graph = this.#graph;
    return graph.op('Slice', [x, graph.int64s([from]), graph.int64s([to]), graph.int64s([2])]);
  }

  readonly op = (type: string, ...inputs: string[]): string => this.#graph.op(type, inputs);
  readonly one = (value: number): string => this.#graph.floats([value], [1]);

  #squaredSine(angle: string): string {
    const sine = this.op('Sin', angle);
    return this.op('Mul', sine, sine);
  }

  /** @param turns angle / π. */
  #sineSquared(turns: string): string {
    const rest = this.op('Sub', turns, this.op('Round', turns));
    const u = this.op('Mul', rest, rest);
    let sum = this.one(sineSquared.at(-1)!);
    for (const coefficient of sineSquared.slice(0, -1).reverse()) {
      sum = this.op('Add', this.op('Mul', sum, u), this.one(coefficient));
    }
    return this.op('Mul', sum, u);
  }
}
