import type { WeightBinding } from './built-graph';
import {
  type Attributes,
  type AttributeValue,
  type ElementType,
  type GraphDims,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValue,
  onnxModel,
} from './onnx-writer';

/** Form in which the large tensors reach the runtime. */
export type WeightPlacement = 'inputs' | 'external';

export const float = (value: number): AttributeValue => ({ float: value });

/** com.microsoft operators; SimplifiedLayerNormalization is registered in the default domain. */
const contributed = new Set([
  'GroupQueryAttention',
  'MatMulNBits',
  'SkipSimplifiedLayerNormalization',
  'RotaryEmbedding',
  'FusedMatMul',
  'MultiHeadAttention',
]);

/** Writes one ONNX graph. Names of values are strings; every operator gives fresh ones. */
export class GraphBuilder {
  readonly #placement: WeightPlacement;
  readonly #nodes: OnnxNode[] = [];
  readonly #inputs: OnnxValue[] = [];
  readonly #outputs: OnnxValue[] = [];
  readonly #initializers: OnnxTensor[] = [];
  readonly #weights = new Map<string, WeightBinding>();
  readonly #constants = new Map<string, string>();
  /** Fresh names of values that became outputs. */
  readonly #names = new Map<string, string>();
  #counter = 0;

  constructor(placement: WeightPlacement) {
    this.#placement = placement;
  }

  input(name: string, type: ElementType, dims: GraphDims): string {
    this.#inputs.push({ name, type, dims });
    return name;
  }

  /** Makes `value` an output of the graph; an operator's result is renamed, so that the runtime may write it in place. */
  output(name: string, value: string, type: ElementType, dims: GraphDims): void {
    if (this.#nodes.some((node) => node.output.includes(value))) this.#rename(value, name);
    else this.#push('Identity', [value], [name], {});
    this.#outputs.push({ name, type, dims });
  }

  /**
   * A large tensor; asking twice for the same name gives the same one.
   * @param dims what the graph declares, where a dimension is only known when the runtime binds it.
   */
  weight(binding: WeightBinding, dims: GraphDims = binding.dims): string {
    const { name, dtype } = binding;
    if (this.#weights.has(name)) return name;
    this.#weights.set(name, binding);
    if (this.#placement === 'inputs') return this.input(name, dtype, dims);
    this.#initializers.push({ name, type: dtype, dims: binding.dims, bytes: null });
    return name;
  }

  floats(values: readonly number[], dims: readonly number[]): string {
    return this.#constant('float32', values, dims, () => Float32Array.from(values));
  }

  int64s(values: readonly number[], dims: readonly number[] = [values.length]): string {
    return this.#constant('int64', values, dims, () => BigInt64Array.from(values.map(BigInt)));
  }

  /** An operator with one output. An empty input name leaves an optional input out. */
  op(type: string, inputs: readonly string[], attributes: Attributes = {}): string {
    return this.ops(type, inputs, [''], attributes)[0]!;
  }

  /**
   * An operator with several outputs.
   * @param outputs one entry each: '' for a fresh name, null for an optional output that is not wanted.
   * @returns the names, '' where not wanted.
   */
  ops(
    type: string,
    inputs: readonly string[],
    outputs: readonly ('' | null)[],
    attributes: Attributes = {},
  ): string[] {
    const stem = `${type}_${this.#counter++}`;
    const names = outputs.map((output, index) => (output === null ? '' : `${stem}.${index}`));
    this.#push(type, inputs, names, attributes);
    return names;
  }

  build(): { readonly bytes: Uint8Array; readonly weights: readonly WeightBinding[] } {
    const bytes = onnxModel({
      nodes: this.#nodes,
      initializers: this.#initializers,
      inputs: this.#inputs,
      outputs: this.#outputs,
    });
    return { bytes, weights: [...this.#weights.values()] };
  }

  #rename(from: string, to: string): void {
    const renamed = (name: string) => (name === from ? to : name);
    this.#names.set(from, to);
    for (const node of this.#nodes) {
      node.input = node.input.map(renamed);
      node.output = node.output.map(renamed);
    }
  }

  /** The same constant is written once. */
  #constant(
    type: ElementType,
    values: readonly number[],
    dims: readonly number[],
    stored: () => Float32Array<ArrayBuffer> | BigInt64Array<ArrayBuffer>,
  ): string {
    const key = `${type}[${dims}]${values}`;
    const known = this.#constants.get(key);
    if (known) return known;
    const name = `constant_${this.#constants.size}`;
    this.#constants.set(key, name);
    this.#initializers.push({ name, type, dims, bytes: new Uint8Array(stored().buffer) });
    return name;
  }

  #push(type: string, inputs: readonly string[], outputs: readonly string[], attributes: Attributes): void {
    this.#nodes.push({
      name: `${type}_${this.#nodes.length}`,
      opType: type,
      domain: contributed.has(type) ? 'com.microsoft' : '',
      input: inputs.map((name) => this.#names.get(name) ?? name),
      output: outputs,
      attributes,
    });
  }
}
