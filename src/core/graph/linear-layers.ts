import { assert } from '../failure';
import type { LanguageSpec } from '../model/model-spec';
import type { GraphTarget, LinearPlan, WeightBinding } from '../store/manifest';
import { bitsOf } from '../store/precision-plan';
import { quantised, scales } from '../store/tensor-names';
import { type ElementType, float, type GraphBuilder } from './graph-builder';

/** Block length of quantised weights along K, fixed by the package format. */
const blockSize = 32;

/** The matrix products and norms of a language graph, in the form that its target and plan want. */
export class LinearLayers {
  /** Type of everything between the embeddings and the logits. */
  readonly activation: Extract<ElementType, 'float32' | 'float16'>;
  readonly #graph: GraphBuilder;
  readonly #spec: LanguageSpec;
  readonly #target: GraphTarget;
  readonly #linears: LinearPlan;

  constructor(graph: GraphBuilder, spec: LanguageSpec, target: GraphTarget, linears: LinearPlan) {
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
    const blocks = Math.ceil(inputs / blockSize);
    const q = this.#graph.weight({
      name: quantised(tensor),
      dtype: 'uint8',
      dims: [outputs, blocks, (blockSize * bits) / 8],
      source: { type: 'tensor', tensor: quantised(tensor) },
    });
    const scale = this.#graph.weight({
      name: scales(tensor),
      dtype: this.activation,
      dims: [outputs, blocks],
      source: { type: 'tensor', tensor: scales(tensor) },
    });
    return this.#graph.op('MatMulNBits', [x, q, scale], {
      K: inputs,
      N: outputs,
      bits,
      block_size: blockSize,
    });
  }

  /** A linear layer that is never quantised (the audio head). */
  projectPlain(x: string, tensor: string, outputs: number, inputs: number): string {
    return this.#matrix(x, tensor, outputs, inputs, { type: 'transposed', tensor });
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
   * The gated feed-forward without its down projection. The gate is written `sigmoid(g) * g * u` because that is the form
   * which the WebGPU runtime fuses with both products and the norm in front.
   */
  gated(x: string, gateTensor: string, upTensor: string, size: number): string {
    const gate = this.project(x, gateTensor, size, this.#spec.hiddenSize);
    const up = this.project(x, upTensor, size, this.#spec.hiddenSize);
    const silu = this.#graph.op('Mul', [this.#graph.op('Sigmoid', [gate]), gate]);
    return this.#graph.op('Mul', [silu, up]);
  }

  #matrix(
    x: string,
    tensor: string,
    outputs: number,
    inputs: number,
    source: WeightBinding['source'],
  ): string {
    const weight = this.#graph.weight({
      name: tensor,
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
