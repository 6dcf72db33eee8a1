import { create, toBinary } from '@bufbuild/protobuf';
import type { WeightBinding } from './built-graph';
import {
  type AttributeProto,
  AttributeProtoSchema,
  AttributeProto_AttributeType as AttributeType,
  TensorProto_DataType as DataType,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  TensorProto_DataLocation,
  TensorProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from './onnx_pb';

export type ElementType = 'float32' | 'float16' | 'int32' | 'int64' | 'uint8';
/** A string is a symbolic dimension. */
export type GraphDims = readonly (number | string)[];
/** Whole numbers are INT; `float(x)` makes a FLOAT. */
export type AttributeValue = number | readonly number[] | string | { readonly float: number };
export type Attributes = Readonly<Record<string, AttributeValue>>;
/** How the large tensors reach the runtime. */
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

const elementTypes: Record<ElementType, DataType> = {
  float32: DataType.FLOAT,
  float16: DataType.FLOAT16,
  int32: DataType.INT32,
  int64: DataType.INT64,
  uint8: DataType.UINT8,
};

/** Nodes of the default domain follow opset 21; IR 10 is the first that knows it. */
const irVersion = 10n;
const opsetVersion = 21n;

/** Writes one ONNX graph. Names of values are strings; every operator gives fresh ones. */
export class GraphBuilder {
  readonly #placement: WeightPlacement;
  readonly #nodes: NodeProto[] = [];
  readonly #inputs: ValueInfoProto[] = [];
  readonly #outputs: ValueInfoProto[] = [];
  readonly #initializers: TensorProto[] = [];
  readonly #weights = new Map<string, WeightBinding>();
  readonly #constants = new Map<string, string>();
  /** Fresh names of values that became outputs. */
  readonly #names = new Map<string, string>();
  #counter = 0;

  constructor(placement: WeightPlacement) {
    this.#placement = placement;
  }

  input(name: string, type: ElementType, dims: GraphDims): string {
    this.#inputs.push(valueInfo(name, type, dims));
    return name;
  }

  /** Makes `value` an output of the graph; an operator's result is renamed, so that the runtime may write it in place. */
  output(name: string, value: string, type: ElementType, dims: GraphDims): void {
    if (this.#nodes.some((node) => node.output.includes(value))) this.#rename(value, name);
    else this.#push('Identity', [value], [name], {});
    this.#outputs.push(valueInfo(name, type, dims));
  }

  /**
   * A large tensor; asking twice for the same name gives the same one.
   * @param dims what the graph declares, where a dimension is only known when the runtime binds it.
   */
  weight(binding: WeightBinding, dims: GraphDims = binding.dims): string {
    if (this.#weights.has(binding.name)) return binding.name;
    this.#weights.set(binding.name, binding);
    if (this.#placement === 'inputs') return this.input(binding.name, binding.dtype, dims);
    this.#initializers.push(
      create(TensorProtoSchema, {
        name: binding.name,
        dataType: elementTypes[binding.dtype],
        dims: binding.dims.map(BigInt),
        dataLocation: TensorProto_DataLocation.EXTERNAL,
        externalData: [{ key: 'location', value: binding.name }],
      }),
    );
    return binding.name;
  }

  floats(values: readonly number[], dims: readonly number[]): string {
    return this.#constant('float32', new Uint8Array(Float32Array.from(values).buffer), dims);
  }

  int64s(values: readonly number[], dims: readonly number[] = [values.length]): string {
    return this.#constant('int64', new Uint8Array(BigInt64Array.from(values.map(BigInt)).buffer), dims);
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
    const model = create(ModelProtoSchema, {
      irVersion,
      producerName: 'pagevoice',
      opsetImport: [
        { domain: '', version: opsetVersion },
        { domain: 'com.microsoft', version: 1n },
      ],
      graph: {
        name: 'pagevoice',
        node: this.#nodes,
        input: this.#inputs,
        output: this.#outputs,
        initializer: this.#initializers,
      },
    });
    return { bytes: toBinary(ModelProtoSchema, model), weights: [...this.#weights.values()] };
  }

  #rename(from: string, to: string): void {
    const renamed = (name: string) => (name === from ? to : name);
    this.#names.set(from, to);
    for (const node of this.#nodes) {
      node.input = node.input.map(renamed);
      node.output = node.output.map(renamed);
    }
  }

  #constant(type: ElementType, bytes: Uint8Array, dims: readonly number[]): string {
    const key = `${type}[${dims}]${bytes}`;
    const known = this.#constants.get(key);
    if (known) return known;
    const name = `constant_${this.#constants.size}`;
    this.#constants.set(key, name);
    this.#initializers.push(
      create(TensorProtoSchema, {
        name,
        dataType: elementTypes[type],
        dims: dims.map(BigInt),
        rawData: bytes,
      }),
    );
    return name;
  }

  #push(type: string, inputs: readonly string[], outputs: readonly string[], attributes: Attributes): void {
    this.#nodes.push(
      create(NodeProtoSchema, {
        name: `${type}_${this.#nodes.length}`,
        opType: type,
        domain: contributed.has(type) ? 'com.microsoft' : '',
        input: inputs.map((name) => this.#names.get(name) ?? name),
        output: [...outputs],
        attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
      }),
    );
  }
}

function valueInfo(name: string, type: ElementType, dims: GraphDims): ValueInfoProto {
  return create(ValueInfoProtoSchema, {
    name,
    type: {
      value: {
        case: 'tensorType',
        value: {
          elemType: elementTypes[type],
          shape: {
            dim: dims.map((dim) =>
              typeof dim === 'string'
                ? { value: { case: 'dimParam' as const, value: dim } }
                : { value: { case: 'dimValue' as const, value: BigInt(dim) } },
            ),
          },
        },
      },
    },
  });
}

function attribute(name: string, value: AttributeValue): AttributeProto {
  if (typeof value === 'number') {
    return create(AttributeProtoSchema, { name, type: AttributeType.INT, i: BigInt(value) });
  }
  if (typeof value === 'string') {
    return create(AttributeProtoSchema, {
      name,
      type: AttributeType.STRING,
      s: new TextEncoder().encode(value),
    });
  }
  if ('float' in value)
    return create(AttributeProtoSchema, { name, type: AttributeType.FLOAT, f: value.float });
  return create(AttributeProtoSchema, { name, type: AttributeType.INTS, ints: value.map(BigInt) });
}
