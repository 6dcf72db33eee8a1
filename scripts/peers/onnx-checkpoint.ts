import {
  type Attributes,
  type ElementType,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValue,
  onnxModel,
} from '../../src/core/graph/onnx-writer';
import { ropeTables } from '../../src/core/model/rope';
import type { PeerShape } from './peer-shape';
import { BLOCK_LENGTH, SeededWeights, scaleOf } from './seeded-weights';

/** TensorProto.DataType */
const [FLOAT_32, INT_32] = [1, 6];

/**
 * A seeded random Llama as the hub has it for transformers.js: weights of 8 bits as its `quantized` files (activations are
 * quantised while they run, MatMulInteger), of 4 bits as its `q4` files (MatMulNBits in blocks of 32).
 */
export function onnxCheckpoint(shape: PeerShape): Uint8Array {
  const graph = new PeerGraph(shape);
  return graph.write();
}

/** Its `config.json`. */
export function onnxConfig(shape: PeerShape): Readonly<Record<string, unknown>> {
  return {
    model_type: 'llama',
    architectures: ['LlamaForCausalLM'],
    num_hidden_layers: shape.layerCount,
    hidden_size: shape.hiddenSize,
    intermediate_size: shape.feedForwardSize,
    num_attention_heads: shape.headCount,
    num_key_value_heads: shape.keyValueHeadCount,
    head_dim: shape.headDim,
    vocab_size: shape.vocabularySize,
    max_position_embeddings: shape.maxPositionCount,
    bos_token_id: 1,
    eos_token_id: 2,
  };
}

class PeerGraph {
  readonly #shape: PeerShape;
  readonly #weights = new SeededWeights(1);
  readonly #nodes: OnnxNode[] = [];
  readonly #initializers: OnnxTensor[] = [];
  readonly #inputs: OnnxValue[] = [];
  readonly #outputs: OnnxValue[] = [];

  constructor(shape: PeerShape) {
    this.#shape = shape;
  }

  write(): Uint8Array {
    const { hiddenSize, vocabularySize, layerCount, headDim, maxPositionCount } = this.#shape;
    const ids = this.#input('input_ids', 'int64', ['batch_size', 'rows']);
    const mask = this.#input('attention_mask', 'int64', ['batch_size', 'total']);
    const one = this.#int64s('one', [1]);
    const count = this.#op('ReduceSum', [mask, one], { keepdims: 0 });
    const length = this.#op('Cast', [this.#op('Sub', [count, one])], { to: INT_32 });
    const width = this.#op('Gather', [this.#op('Shape', [mask]), this.#int64s('second', [1], [])]);
    const total = this.#op('Cast', [width], { to: INT_32 });
    const rope = ropeTables({ headDim, rope: { theta: 10_000, scaling: null } }, maxPositionCount);
    const tables = [
      this.#tensor('cos', 'float32', [maxPositionCount, headDim / 2], rope.cos),
      this.#tensor('sin', 'float32', [maxPositionCount, headDim / 2], rope.sin),
    ];
    const rows = this.#weights.floats(vocabularySize * hiddenSize, 1);
    const table = this.#tensor('table', 'float32', [vocabularySize, hiddenSize], rows);
    let hidden = this.#op('Gather', [table, ids]);
    let normed = this.#op('SimplifiedLayerNormalization', [hidden, this.#norm('norm.first')], {
      epsilon: { float: 1e-5 },
      axis: -1,
    });
    for (let layer = 0; layer < layerCount; layer++) {
      const attended = this.#attention(layer, normed, [length, total, ...tables]);
      const middle = this.#addAndNorm(hidden, attended, `norm.${layer}.middle`);
      const fed = this.#feedForward(layer, middle.normed);
      ({ sum: hidden, normed } = this.#addAndNorm(middle.sum, fed, `norm.${layer}.end`));
    }
    const logits = this.#linear('head', normed, vocabularySize, hiddenSize);
    this.#output('logits', logits, ['batch_size', 'rows', vocabularySize]);
    return onnxModel({
      nodes: this.#nodes,
      initializers: this.#initializers,
      inputs: this.#inputs,
      outputs: this.#outputs,
    });
  }

  #attention(layer: number, x: string, rest: readonly string[]): string {
    const { hiddenSize, headCount, keyValueHeadCount, headDim } = this.#shape;
    const cacheDims = (length: string) => ['batch_size', keyValueHeadCount, length, headDim];
    const past = ['key', 'value'].map((kind) =>
      this.#input(`past_key_values.${layer}.${kind}`, 'float32', cacheDims('past')),
    );
    const width = headCount * headDim;
    const cacheWidth = keyValueHeadCount * headDim;
    const projected = [
      this.#linear(`${layer}.query`, x, width, hiddenSize),
      this.#linear(`${layer}.key`, x, cacheWidth, hiddenSize),
      this.#linear(`${layer}.value`, x, cacheWidth, hiddenSize),
    ];
    const present = ['key', 'value'].map((kind) => `present.${layer}.${kind}`);
    const attended = `attended.${layer}`;
    this.#push(
      'GroupQueryAttention',
      [...projected, ...past, ...rest],
      [attended, ...present],
      { num_heads: headCount, kv_num_heads: keyValueHeadCount, do_rotary: 1, rotary_interleaved: 0 },
      'com.microsoft',
    );
    for (const name of present) this.#outputs.push({ name, type: 'float32', dims: cacheDims('total') });
    return this.#linear(`${layer}.output`, attended, hiddenSize, width);
  }

  #feedForward(layer: number, x: string): string {
    const { hiddenSize, feedForwardSize } = this.#shape;
    const gate = this.#linear(`${layer}.gate`, x, feedForwardSize, hiddenSize);
    const up = this.#linear(`${layer}.up`, x, feedForwardSize, hiddenSize);
    const activated = this.#op('Mul', [gate, this.#op('Sigmoid', [gate])]);
    return this.#linear(`${layer}.down`, this.#op('Mul', [activated, up]), hiddenSize, feedForwardSize);
  }

  #addAndNorm(a: string, b: string, name: string): { readonly sum: string; readonly normed: string } {
    const [normed, sum] = [`${name}.normed`, `${name}.sum`];
    const inputs = [a, b, this.#norm(name)];
    const attributes = { epsilon: { float: 1e-5 } };
    const outputs = [normed, '', '', sum];
    this.#push('SkipSimplifiedLayerNormalization', inputs, outputs, attributes, 'com.microsoft');
    return { sum, normed };
  }

  #linear(name: string, x: string, rows: number, columns: number): string {
    const scale = scaleOf(this.#shape.bits, columns);
    if (this.#shape.bits === 4) {
      const blockCount = columns / BLOCK_LENGTH;
      const bytes = this.#weights.bytes(rows * (columns / 2));
      const ints = this.#tensor(`${name}.q`, 'uint8', [rows, blockCount, BLOCK_LENGTH / 2], bytes);
      const values = new Float32Array(rows * blockCount).fill(scale);
      const scales = this.#tensor(`${name}.scales`, 'float32', [rows * blockCount], values);
      const attributes = { K: columns, N: rows, bits: 4, block_size: BLOCK_LENGTH, accuracy_level: 4 };
      return this.#op('MatMulNBits', [x, ints, scales], attributes, 'com.microsoft');
    }
    const ints = this.#tensor(`${name}.q`, 'uint8', [columns, rows], this.#weights.bytes(rows * columns));
    const zero = this.#tensor(`${name}.zero`, 'uint8', [], Uint8Array.of(128));
    const input = this.#quantised(x);
    const product = this.#op('MatMulInteger', [input.ints, ints, input.zero, zero]);
    const weightScale = this.#tensor(`${name}.scale`, 'float32', [], Float32Array.of(scale));
    const scales = this.#op('Mul', [input.scale, weightScale]);
    return this.#op('Mul', [this.#op('Cast', [product], { to: FLOAT_32 }), scales]);
  }

  /** An activation in 8 bits, once for all that multiply it. */
  #quantised(x: string): { readonly ints: string; readonly scale: string; readonly zero: string } {
    const names = { ints: `${x}.q`, scale: `${x}.scale`, zero: `${x}.zero` };
    const isKnown = this.#nodes.some(({ output }) => output.includes(names.ints));
    if (!isKnown) this.#push('DynamicQuantizeLinear', [x], [names.ints, names.scale, names.zero]);
    return names;
  }

  #norm(name: string): string {
    const { hiddenSize } = this.#shape;
    return this.#tensor(name, 'float32', [hiddenSize], new Float32Array(hiddenSize).fill(1));
  }

  #int64s(name: string, values: readonly number[], dims: readonly number[] = [values.length]): string {
    return this.#tensor(name, 'int64', dims, BigInt64Array.from(values, BigInt));
  }

  #tensor(name: string, type: ElementType, dims: readonly number[], values: ArrayBufferView): string {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    this.#initializers.push({ name, type, dims, bytes });
    return name;
  }

  #input(name: string, type: ElementType, dims: readonly (number | string)[]): string {
    this.#inputs.push({ name, type, dims });
    return name;
  }

  #output(name: string, value: string, dims: readonly (number | string)[]): void {
    this.#push('Identity', [value], [name]);
    this.#outputs.push({ name, type: 'float32', dims });
  }

  #op(type: string, inputs: readonly string[], attributes: Attributes = {}, domain = ''): string {
    const output = `${type}_${this.#nodes.length}.0`;
    this.#push(type, inputs, [output], attributes, domain);
    return output;
  }

  #push(
    opType: string,
    input: readonly string[],
    output: readonly string[],
    attributes: Attributes = {},
    domain = '',
  ): void {
    this.#nodes.push({ name: `${opType}_${this.#nodes.length}`, opType, domain, input, output, attributes });
  }
}
