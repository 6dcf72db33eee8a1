import { toHalf } from '../../src/core/data/half-float';
import type { PeerShape } from './peer-shape';
import { BLOCK_LENGTH, SeededWeights, scaleOf } from './seeded-weights';

/** Numbers of the format. Source: ggml-org/ggml, docs/gguf.md. */
const VERSION = 3;
const ALIGNMENT = 32;
const valueTypes = { uint32: 4, int32: 5, float32: 6, string: 8, array: 9 } as const;
const tensorTypes = { f32: 0, 4: 2, 8: 8 } as const;
const tokenTypes = { normal: 1, unknown: 2, control: 3 } as const;

type Tensor = { readonly name: string; readonly rows: number; readonly columns: number };

/** A seeded random Llama as GGUF, in Q4_0 or Q8_0, with a vocabulary of made-up words; part by part. */
export function* ggufCheckpoint(shape: PeerShape): Generator<Uint8Array> {
  const tensors = tensorsOf(shape);
  const header = new GgufWriter();
  const tokens = vocabulary(shape.vocabularySize);
  header.raw(new TextEncoder().encode('GGUF'));
  header.uint32(VERSION);
  header.uint64(tensors.length);
  writeFacts(header, shape, tokens);
  let offset = 0;
  for (const tensor of tensors) {
    const { name, rows, columns } = tensor;
    const isVector = rows === 1;
    header.text(name);
    header.uint32(isVector ? 1 : 2);
    header.uint64(columns);
    if (!isVector) header.uint64(rows);
    header.uint32(isVector ? tensorTypes.f32 : tensorTypes[shape.bits]);
    header.uint64(offset);
    offset += padded(byteLengthOf(tensor, shape.bits));
  }
  header.pad();
  yield header.bytes();
  const weights = new SeededWeights(1);
  for (const tensor of tensors) yield valuesOf(tensor, shape.bits, weights);
}

function tensorsOf(shape: PeerShape): readonly Tensor[] {
  const { hiddenSize, headCount, keyValueHeadCount, headDim, feedForwardSize, vocabularySize } = shape;
  const matrix = (name: string, rows: number, columns: number) => ({ name: `${name}.weight`, rows, columns });
  const layer = (index: number) => {
    const named = (name: string, rows: number, columns: number) =>
      matrix(`blk.${index}.${name}`, rows, columns);
    return [
      named('attn_norm', 1, hiddenSize),
      named('attn_q', headCount * headDim, hiddenSize),
      named('attn_k', keyValueHeadCount * headDim, hiddenSize),
      named('attn_v', keyValueHeadCount * headDim, hiddenSize),
      named('attn_output', hiddenSize, headCount * headDim),
      named('ffn_norm', 1, hiddenSize),
      named('ffn_gate', feedForwardSize, hiddenSize),
      named('ffn_up', feedForwardSize, hiddenSize),
      named('ffn_down', hiddenSize, feedForwardSize),
    ];
  };
  return [
    matrix('token_embd', vocabularySize, hiddenSize),
    ...Array.from({ length: shape.layerCount }, (_, index) => layer(index)).flat(),
    matrix('output_norm', 1, hiddenSize),
    matrix('output', vocabularySize, hiddenSize),
  ];
}

/** Letter of prompts: the only one in the vocabulary, beside the space that stands in front of every text. */
export const LETTER = 'x';

/**
 * Control tokens, the letters of prompts, and words for the rest. No single bytes: the third version of wllama ends with an
 * error where a model says bytes that are no text.
 */
function vocabulary(size: number): readonly { readonly text: string; readonly type: number }[] {
  const { unknown, control, normal } = tokenTypes;
  const first = [
    { text: '<unk>', type: unknown },
    { text: '<s>', type: control },
    { text: '</s>', type: control },
    { text: '\u2581', type: normal },
    { text: LETTER, type: normal },
  ];
  const words = Array.from({ length: size - first.length }, (_, index) => {
    return { text: `word${index}`, type: normal };
  });
  return [...first, ...words];
}

function writeFacts(header: GgufWriter, shape: PeerShape, tokens: ReturnType<typeof vocabulary>): void {
  const numbers: readonly [string, number][] = [
    ['general.alignment', ALIGNMENT],
    ['llama.context_length', shape.maxPositionCount],
    ['llama.embedding_length', shape.hiddenSize],
    ['llama.block_count', shape.layerCount],
    ['llama.feed_forward_length', shape.feedForwardSize],
    ['llama.attention.head_count', shape.headCount],
    ['llama.attention.head_count_kv', shape.keyValueHeadCount],
    ['llama.attention.key_length', shape.headDim],
    ['llama.attention.value_length', shape.headDim],
    ['llama.rope.dimension_count', shape.headDim],
    ['llama.vocab_size', shape.vocabularySize],
    ['tokenizer.ggml.unknown_token_id', 0],
    ['tokenizer.ggml.bos_token_id', 1],
    ['tokenizer.ggml.eos_token_id', 2],
  ];
  const texts: readonly [string, string][] = [
    ['general.architecture', 'llama'],
    ['general.name', 'seeded'],
    ['tokenizer.ggml.model', 'llama'],
  ];
  header.uint64(numbers.length + texts.length + 5);
  for (const [key, value] of texts) {
    header.key(key, 'string');
    header.text(value);
  }
  for (const [key, value] of numbers) {
    header.key(key, 'uint32');
    header.uint32(value);
  }
  for (const [key, value] of [
    ['llama.attention.layer_norm_rms_epsilon', 1e-5],
    ['llama.rope.freq_base', 10_000],
  ] as const) {
    header.key(key, 'float32');
    header.float32(value);
  }
  header.array('tokenizer.ggml.tokens', 'string', tokens.length);
  for (const { text } of tokens) header.text(text);
  header.array('tokenizer.ggml.scores', 'float32', tokens.length);
  for (const _ of tokens) header.float32(0);
  header.array('tokenizer.ggml.token_type', 'int32', tokens.length);
  for (const { type } of tokens) header.uint32(type);
}

function byteLengthOf({ rows, columns }: Tensor, bits: 4 | 8): number {
  return rows === 1 ? 4 * columns : rows * (columns / BLOCK_LENGTH) * blockBytes(bits);
}

/** A block is its scale in 16 bits and then its integers. */
const blockBytes = (bits: 4 | 8) => 2 + (BLOCK_LENGTH * bits) / 8;
const padded = (byteLength: number) => Math.ceil(byteLength / ALIGNMENT) * ALIGNMENT;

/** @returns the tensor's bytes, padded. A norm is ones. */
function valuesOf(tensor: Tensor, bits: 4 | 8, weights: SeededWeights): Uint8Array<ArrayBuffer> {
  const bytes = weights.bytes(padded(byteLengthOf(tensor, bits)));
  const view = new DataView(bytes.buffer);
  if (tensor.rows === 1) {
    for (let column = 0; column < tensor.columns; column++) view.setFloat32(4 * column, 1, true);
    return bytes;
  }
  const scale = toHalf(scaleOf(bits, tensor.columns));
  const size = blockBytes(bits);
  for (let block = 0; (block + 1) * size <= bytes.length; block++) view.setUint16(block * size, scale, true);
  return bytes;
}

class GgufWriter {
  #bytes = new Uint8Array(2 ** 16);
  #length = 0;

  bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  raw(bytes: Uint8Array): void {
    while (this.#length + bytes.length > this.#bytes.length) {
      const grown = new Uint8Array(2 * this.#bytes.length);
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  uint32(value: number): void {
    this.raw(new Uint8Array(Uint32Array.of(value).buffer));
  }

  uint64(value: number): void {
    this.raw(new Uint8Array(BigUint64Array.of(BigInt(value)).buffer));
  }

  float32(value: number): void {
    this.raw(new Uint8Array(Float32Array.of(value).buffer));
  }

  text(value: string): void {
    const bytes = new TextEncoder().encode(value);
    this.uint64(bytes.length);
    this.raw(bytes);
  }

  key(name: string, type: keyof typeof valueTypes): void {
    this.text(name);
    this.uint32(valueTypes[type]);
  }

  array(name: string, type: keyof typeof valueTypes, count: number): void {
    this.key(name, 'array');
    this.uint32(valueTypes[type]);
    this.uint64(count);
  }

  pad(): void {
    this.raw(new Uint8Array(padded(this.#length) - this.#length));
  }
}
