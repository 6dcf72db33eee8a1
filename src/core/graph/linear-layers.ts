import { assert, fail } from '../failure';
import type { LanguageSpec } from '../model/model-spec';
import type { LinearPlan } from '../package/manifest';
import { bitsOf } from '../package/precision-plan';
import { quantised, scales } from '../package/tensor-names';
import { say } from '../sentence';
import type { GraphTarget, RowRange, WeightBinding } from './built-graph';
import { float, type GraphBuilder } from './graph-builder';
import type { ElementType } from './onnx-writer';

/** Bytes that every WebGPU adapter can bind in one piece. Source: WebGPU, 3.6.2, maxStorageBufferBindingSize. */
export const LEAST_BINDING_BYTES = 128 * 2 ** 20;

/** Pieces of a matrix have whole multiples of so many rows, as far as the limit lets them: kernels work on tiles. */
const ROW_TILE = 32;

/** Cap of pieces, 128 GiB on the weakest adapter: above any matrix of a model that runs in a browser. */
const MAX_PIECES = 1024;

/** Block length of quantised weights along K, fixed by the package format. */
const BLOCK_SIZE = 32;

/** The matrix products and norms of a language graph, in the form of its target and plan. */
export class LinearLayers {
  /** Type of everything between the embeddings and the logits. */
  readonly activation: Extract<ElementType, 'float32' | 'float16'>;
  readonly #graph: GraphBuilder;
  readonly #spec: LanguageSpec;
  readonly #target: GraphTarget;
  readonly #linears: LinearPlan;
  readonly #maxBindingBytes: number;

  /** @param maxBindingBytes of one weight on WebGPU; the processor has no such limit. */
  constructor(
    graph: GraphBuilder,
    spec: LanguageSpec,
    target: GraphTarget,
    linears: LinearPlan,
    maxBindingBytes = LEAST_BINDING_BYTES,
  ) {
    this.#maxBindingBytes = target.startsWith('webgpu') ? maxBindingBytes : Number.POSITIVE_INFINITY;
    this.activation = target === 'webgpu-f16' ? 'float16' : 'float32';
    this.#graph = graph;
    this.#spec = spec;
    this.#target = target;
    this.#linears = linears;
  }

  /** A linear layer of the backbone, in the storage that the plan gives it. @param x `[1, rows, inputs]`. @returns `[1, rows, outputs]`. */
  project(x: string, tensor: string, outputs: number, inputs: number): string {
    const storage = this.#linears[tensor];
    assert(storage, `the plan tells how "${tensor}" is stored`);
    const bits = bitsOf(storage);
    if (bits === null) return this.projectPlain(x, tensor, outputs, inputs);
    if (this.#target === 'cpu-f32') {
      return this.#matrix(x, tensor, outputs, inputs, { type: 'dequantised', tensor, bits });
    }
    const blocks = Math.ceil(inputs / BLOCK_SIZE);
    const blockBytes = (BLOCK_SIZE * bits) / 8;
    return this.#sideBySide(outputs, blocks * blockBytes, (count, rows) => {
      const q = this.#graph.weight({
        name: pieceName(quantised(tensor), rows),
        dtype: 'uint8',
        dims: [count, blocks, blockBytes],
        source: { type: 'tensor', tensor: quantised(tensor), ...rows },
      });
      const scale = this.#graph.weight({
        name: pieceName(scales(tensor), rows),
        dtype: this.activation,
        dims: [count, blocks],
        source: { type: 'tensor', tensor: scales(tensor), ...rows },
      });
      const shape = { K: inputs, N: count, bits, block_size: BLOCK_SIZE };
      return this.#graph.op('MatMulNBits', [x, q, scale], shape);
    });
  }

  /** A linear layer that is never quantised (the audio head). */
  projectPlain(x: string, tensor: string, outputs: number, inputs: number): string {
    const elementBytes = this.activation === 'float16' ? 2 : 4;
    return this.#sideBySide(outputs, inputs * elementBytes, (count, rows) =>
      this.#matrix(x, pieceName(tensor, rows), count, inputs, { type: 'transposed', tensor, ...rows }),
    );
  }

  /** RMS norm over the last dimension, which has `size` elements. */
  norm(x: string, tensor: string, size = this.#spec.hiddenSize): string {
    return this.#graph.op('SimplifiedLayerNormalization', [x, this.normWeight(tensor, size)], {
      axis: -1,
      epsilon: float(this.#spec.rmsNormEpsilon),
    });
  }

  /** `sum = x + delta` and its RMS norm in one operator. */
  addAndNorm(x: string, delta: string, tensor: string): { readonly sum: string; readonly normed: string } {
    const [normed, , , sum] = this.#graph.ops(
      'SkipSimplifiedLayerNormalization',
      [x, delta, this.normWeight(tensor)],
      ['', null, null, ''],
      { epsilon: float(this.#spec.rmsNormEpsilon) },
    );
    return { sum: sum!, normed: normed! };
  }

  /**
   * The gated feed-forward without its down projection. The gate is written `sigmoid(g) * g * u` because that
   * is the form which the WebGPU runtime fuses with both products and the norm in front.
   */
  gated(x: string, gateTensor: string, upTensor: string, size: number): string {
    const gate = this.project(x, gateTensor, size, this.#spec.hiddenSize);
    const up = this.project(x, upTensor, size, this.#spec.hiddenSize);
    const silu = this.#graph.op('Mul', [this.#graph.op('Sigmoid', [gate]), gate]);
    return this.#graph.op('Mul', [silu, up]);
  }

  /**
   * The products of a matrix's rows. One that is larger than a device must be able to bind is multiplied in
   * pieces, whose products are laid side by side: the same sums.
   * @param product of all `outputs` rows with `{}`, else of a piece of `count` rows.
   */
  #sideBySide(outputs: number, rowBytes: number, product: (count: number, rows: Piece) => string): string {
    const most = Math.max(1, Math.floor(this.#maxBindingBytes / rowBytes));
    if (outputs <= most) return product(outputs, {});
    const size = most > ROW_TILE ? most - (most % ROW_TILE) : most;
    if (outputs > MAX_PIECES * size) {
      fail('unsupported', say`A matrix of this model is larger than a graphics adapter can multiply with.`);
    }
    const products: string[] = [];
    for (let from = 0; from < outputs; from += size) {
      const count = Math.min(size, outputs - from);
      products.push(product(count, { rows: { from, count } }));
    }
    return this.#graph.op('Concat', products, { axis: -1 });
  }

  #matrix(x: string, name: string, outputs: number, inputs: number, source: WeightBinding['source']): string {
    const weight = this.#graph.weight({
      name,
      dtype: this.activation,
      dims: [inputs, outputs],
      source,
    });
    return this.#graph.op('MatMul', [x, weight]);
  }

  normWeight(tensor: string, size = this.#spec.hiddenSize): string {
    return this.#graph.weight({
      name: tensor,
      dtype: this.activation,
      dims: [size],
      source: { type: 'tensor', tensor },
    });
  }
}

/** Rows of a stored tensor; empty for all. */
type Piece = { readonly rows?: RowRange };

function pieceName(tensor: string, { rows }: Piece): string {
  return rows ? `${tensor}.rows_${rows.from}` : tensor;
}
