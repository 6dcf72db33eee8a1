/**
 * Writes the graphs that a device is measured with: products in a row, as `core/graph` writes them in a model. By hand,
 * because the engine is spared the protobuf library; a test compares them with what the graph builder makes.
 */
export type MeasuringGraph = {
  readonly storage: 'q4' | 'q8' | 'float32' | 'float16';
  /** Type of activations and scales. */
  readonly activation: 'float32' | 'float16';
  /** Rows and columns of every matrix. */
  readonly size: number;
  /** Matrices that are multiplied with in turn, and products in all. */
  readonly matrixCount: number;
  readonly productCount: number;
  /** As in models: inputs on WebGPU, external data on the processor. */
  readonly placement: 'inputs' | 'external';
};

export type MeasuringWeight = {
  readonly name: string;
  readonly dtype: 'uint8' | 'float32' | 'float16';
  readonly dims: readonly number[];
};

const BLOCK_LENGTH = 32;
const ELEMENT_TYPES = { float32: 1, uint8: 2, float16: 10 } as const;

/** The matrices that the graph wants, with their scales. */
export function measuringWeights({ storage, activation, size, matrixCount }: MeasuringGraph) {
  const blocks = size / BLOCK_LENGTH;
  return Array.from({ length: matrixCount }, (_, index): readonly MeasuringWeight[] => {
    if (storage !== 'q4' && storage !== 'q8') {
      return [{ name: `w${index}`, dtype: storage, dims: [size, size] }];
    }
    const blockBytes = storage === 'q4' ? BLOCK_LENGTH / 2 : BLOCK_LENGTH;
    return [
      { name: `w${index}.q`, dtype: 'uint8', dims: [size, blocks, blockBytes] },
      { name: `w${index}.scales`, dtype: activation, dims: [size, blocks] },
    ];
  });
}

/** @returns an ONNX model: `x` [1, rows, size] to `y` of the same shape. */
export function measuringGraph(graph: MeasuringGraph): Uint8Array<ArrayBuffer> {
  const { storage, activation, size, productCount, placement } = graph;
  const weights = measuringWeights(graph);
  const bits = storage === 'q4' ? 4 : storage === 'q8' ? 8 : null;
  const nodes = Array.from({ length: productCount }, (_, index) => {
    const type = bits === null ? 'MatMul' : 'MatMulNBits';
    const of = (product: number) =>
      product < 0 ? 'x' : product === productCount - 1 ? 'y' : `${type}_${product}.0`;
    const names = weights[index % weights.length]!.map(({ name }) => name);
    const attributes =
      bits === null ? [] : Object.entries({ K: size, N: size, bits, block_size: BLOCK_LENGTH });
    return message(
      ...[of(index - 1), ...names].map((name) => text(1, name)),
      text(2, of(index)),
      text(3, `${type}_${index}`),
      text(4, type),
      ...attributes.map(([name, value]) =>
        field(5, message(text(1, name), number(3, value), number(20, INTEGER_ATTRIBUTE))),
      ),
      text(7, bits === null ? '' : 'com.microsoft'),
    );
  });
  const value = (name: string, type: keyof typeof ELEMENT_TYPES, dims: readonly (number | string)[]) => {
    const shape = dims.map((dim) =>
      field(1, message(typeof dim === 'string' ? text(2, dim) : number(1, dim))),
    );
    const tensor = message(number(1, ELEMENT_TYPES[type]), field(2, message(...shape)));
    return message(text(1, name), field(2, message(field(1, tensor))));
  };
  const external = ({ name, dtype, dims }: MeasuringWeight) =>
    message(
      field(1, message(...dims.map(varint))),
      number(2, ELEMENT_TYPES[dtype]),
      text(8, name),
      field(13, message(text(1, 'location'), text(2, name))),
      number(14, EXTERNAL_DATA),
    );
  const rows = [1, 'rows', size];
  const areInputs = placement === 'inputs';
  return Uint8Array.from(
    message(
      number(1, IR_VERSION),
      text(2, 'pagevoice'),
      field(
        7,
        message(
          ...nodes.map((node) => field(1, node)),
          text(2, 'pagevoice'),
          ...(areInputs ? [] : weights.flat().map((weight) => field(5, external(weight)))),
          field(11, value('x', activation, rows)),
          ...(areInputs
            ? weights.flat().map(({ name, dtype, dims }) => field(11, value(name, dtype, dims)))
            : []),
          field(12, value('y', activation, rows)),
        ),
      ),
      field(8, message(text(1, ''), number(2, OPSET_VERSION))),
      field(8, message(text(1, 'com.microsoft'), number(2, 1))),
    ),
  );
}

const IR_VERSION = 10;
const OPSET_VERSION = 21;
const INTEGER_ATTRIBUTE = 2;
const EXTERNAL_DATA = 1;

// Protocol buffers: every field is its number and kind, then a number or a length and so many bytes.
type Bytes = readonly number[];

function message(...fields: readonly Bytes[]): Bytes {
  return fields.flat();
}

function number(tag: number, value: number): Bytes {
  return [...varint(tag * 8), ...varint(value)];
}

function field(tag: number, content: Bytes): Bytes {
  return [...varint(tag * 8 + 2), ...varint(content.length), ...content];
}

function text(tag: number, content: string): Bytes {
  return field(tag, [...new TextEncoder().encode(content)]);
}

/** @param value whole, at least 0. */
function varint(value: number): Bytes {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}
