export type ElementType = 'float32' | 'float16' | 'int32' | 'int64' | 'uint8';
/** A string is a symbolic dimension. */
export type GraphDims = readonly (number | string)[];
/** Whole numbers are INT; `float(x)` makes a FLOAT. */
export type AttributeValue = number | readonly number[] | string | { readonly float: number };
export type Attributes = Readonly<Record<string, AttributeValue>>;

export type OnnxNode = {
  readonly name: string;
  readonly opType: string;
  readonly domain: string;
  input: readonly string[];
  output: readonly string[];
  readonly attributes: Attributes;
};
export type OnnxValue = {
  readonly name: string;
  readonly type: ElementType;
  readonly dims: GraphDims;
};
/** `bytes`: little-endian; null for external data, whose location is the tensor's name. */
export type OnnxTensor = {
  readonly name: string;
  readonly type: ElementType;
  readonly dims: readonly number[];
  readonly bytes: Uint8Array | null;
};
export type OnnxGraph = {
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
};

/** Nodes of the default domain follow opset 21; IR 10 is the first that knows it. */
const IR_VERSION = 10;
const OPSET_VERSION = 21;

/** TensorProto.DataType */
const elementTypes: Readonly<Record<ElementType, number>> = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  float16: 10,
};
/** AttributeProto.AttributeType */
const attributeTypes = { float: 1, int: 2, string: 3, ints: 7 } as const;
/** TensorProto.DataLocation */
const EXTERNAL_LOCATION = 1;

/**
 * @returns a ModelProto, fields in the order of their numbers. By hand, because a protobuf library with the whole schema would
 *   be a quarter of the engine's script; the tests read what is written with that schema. Source: third-party/onnx/onnx.proto.
 */
export function onnxModel(graph: OnnxGraph): Uint8Array {
  const writer = new ProtoWriter();
  writer.int(1, IR_VERSION);
  writer.text(2, 'pagevoice');
  writer.message(7, () => writeGraph(writer, graph));
  for (const [domain, version] of [
    ['', OPSET_VERSION],
    ['com.microsoft', 1],
  ] as const) {
    writer.message(8, () => {
      writer.text(1, domain);
      writer.int(2, version);
    });
  }
  return writer.finish();
}

function writeGraph(writer: ProtoWriter, { nodes, initializers, inputs, outputs }: OnnxGraph): void {
  for (const node of nodes) writer.message(1, () => writeNode(writer, node));
  writer.text(2, 'pagevoice');
  for (const tensor of initializers) writer.message(5, () => writeTensor(writer, tensor));
  for (const value of inputs) writer.message(11, () => writeValue(writer, value));
  for (const value of outputs) writer.message(12, () => writeValue(writer, value));
}

function writeNode(writer: ProtoWriter, node: OnnxNode): void {
  for (const name of node.input) writer.text(1, name);
  for (const name of node.output) writer.text(2, name);
  writer.text(3, node.name);
  writer.text(4, node.opType);
  for (const [name, value] of Object.entries(node.attributes)) {
    writer.message(5, () => writeAttribute(writer, name, value));
  }
  writer.text(7, node.domain);
}

function writeAttribute(writer: ProtoWriter, name: string, value: AttributeValue): void {
  writer.text(1, name);
  if (typeof value === 'number') {
    writer.int(3, value);
    writer.int(20, attributeTypes.int);
  } else if (typeof value === 'string') {
    writer.text(4, value);
    writer.int(20, attributeTypes.string);
  } else if ('float' in value) {
    writer.float(2, value.float);
    writer.int(20, attributeTypes.float);
  } else {
    for (const one of value) writer.int(8, one);
    writer.int(20, attributeTypes.ints);
  }
}

function writeTensor(writer: ProtoWriter, { name, type, dims, bytes }: OnnxTensor): void {
  for (const dim of dims) writer.int(1, dim);
  writer.int(2, elementTypes[type]);
  writer.text(8, name);
  if (bytes) {
    writer.bytes(9, bytes);
    return;
  }
  writer.message(13, () => {
    writer.text(1, 'location');
    writer.text(2, name);
  });
  writer.int(14, EXTERNAL_LOCATION);
}

function writeValue(writer: ProtoWriter, { name, type, dims }: OnnxValue): void {
  writer.text(1, name);
  const writeDims = () => {
    for (const dim of dims) {
      writer.message(1, () => (typeof dim === 'string' ? writer.text(2, dim) : writer.int(1, dim)));
    }
  };
  const writeTensorType = () => {
    writer.int(1, elementTypes[type]);
    writer.message(2, writeDims);
  };
  writer.message(2, () => writer.message(1, writeTensorType));
}

/** Fields of protocol buffers: each is its number and wire type, then a number, or a length and so many bytes. */
class ProtoWriter {
  #bytes = new Uint8Array(2 ** 16);
  #length = 0;

  int(field: number, value: number): void {
    this.#varint(field * 8);
    // Numbers below 0 are their two's complement of 64 bits.
    if (value >= 0) this.#varint(value);
    else this.#negative(BigInt.asUintN(64, BigInt(value)));
  }

  float(field: number, value: number): void {
    this.#varint(field * 8 + 5);
    this.#append(new Uint8Array(Float32Array.of(value).buffer));
  }

  text(field: number, value: string): void {
    this.message(field, () => {
      this.#reserve(3 * value.length);
      this.#length += encoder.encodeInto(value, this.#bytes.subarray(this.#length)).written;
    });
  }

  bytes(field: number, value: Uint8Array): void {
    this.#varint(field * 8 + 2);
    this.#varint(value.length);
    this.#append(value);
  }

  message(field: number, write: () => void): void {
    this.#varint(field * 8 + 2);
    const start = this.#length;
    write();
    // The length comes first, and is known only now.
    const size = this.#length - start;
    this.#varint(size);
    const shift = this.#length - start - size;
    this.#bytes.copyWithin(start + shift, start, start + size);
    this.#length = start;
    this.#varint(size);
    this.#length += size;
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  /** Seven bits at a time, the lowest first. */
  #varint(value: number): void {
    this.#reserve(10);
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.#bytes[this.#length++] = (rest % 128) + 128;
    this.#bytes[this.#length++] = rest;
  }

  #negative(value: bigint): void {
    this.#reserve(10);
    let rest = value;
    for (; rest >= 128n; rest >>= 7n) this.#bytes[this.#length++] = Number(rest & 127n) + 128;
    this.#bytes[this.#length++] = Number(rest);
  }

  #append(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const grown = new Uint8Array(2 * (this.#length + count));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}

const encoder = new TextEncoder();
