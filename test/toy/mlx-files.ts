import {
  type Sharding,
  type StoredToy,
  shardedWeights,
  storedToys,
  type ToyFile,
  tensorFile,
} from './toy-files';
import {
  type EncodeElements,
  elementCount,
  encodeElements,
  type HeaderEntry,
  seedOf,
  type ToyDtype,
  type ToyTensor,
} from './toy-tensor';

/** Setting of a module. */
export type MlxSetting = { readonly bits: number; readonly groupSize: number };

/** How MLX's converter quantises a toy. */
export type MlxForm = MlxSetting & {
  /** Settings of modules that have one of their own, as in mixed recipes. */
  readonly own?: Readonly<Record<string, MlxSetting>>;
  /** Makes the three files of a matrix: by default MLX's own rounding of its values. */
  readonly parts?: MlxParts;
};

/** Files of codes, scales and biases. */
export type MlxParts = (
  tensor: ToyTensor,
  setting: MlxSetting,
  dtype: ToyDtype,
  encode: EncodeElements,
) => readonly [ToyFile, ToyFile, ToyFile];

/** The audible tables, which mlx-audio leaves as they are. Source: mlx-audio, tts/models/higgs_audio*. */
const keptTables = /audio_codebook_embeddings|audio_lm_head|multimodal_embedding/;

/** config.json after the conversion. */
export function mlxConfig(config: object, { bits, groupSize, own = {} }: MlxForm): object {
  const settings = Object.entries(own).map(([module, setting]) => [
    module,
    { group_size: setting.groupSize, bits: setting.bits },
  ]);
  const quantization = { group_size: groupSize, bits, mode: 'affine', ...Object.fromEntries(settings) };
  return { ...config, quantization, quantization_config: quantization };
}

/** Every matrix whose rows are whole groups as its three parts, the other tensors as they are. */
export function mlxTensors(
  tensors: readonly ToyTensor[],
  dtype: ToyDtype,
  form: MlxForm,
  encode: EncodeElements = encodeElements,
): StoredToy[] {
  return tensors.flatMap((tensor) => {
    const { name, dims } = tensor;
    const module = name.replace(/\.weight$/, '');
    const { bits, groupSize } = form.own?.[module] ?? form;
    const [rows = 0, columns = 0] = dims;
    const isWhole = dims.length === 2 && columns % groupSize === 0;
    if (!name.endsWith('.weight') || keptTables.test(name) || !isWhole) {
      return storedToys([tensor], dtype, encode);
    }
    const { parts = roundedParts } = form;
    const [codes, scales, biases] = parts(tensor, { bits, groupSize }, dtype, encode);
    const factorDims = [rows, columns / groupSize];
    return [
      { name, dtype: 'U32', dims: [rows, (columns * bits) / 32], file: codes },
      { name: `${module}.scales`, dtype, dims: factorDims, file: scales },
      { name: `${module}.biases`, dtype, dims: factorDims, file: biases },
    ];
  });
}

/** MLX writes tensors in the order of a hash map, and does not pad the header. Source: MLX, mlx/io/safetensors.cpp. */
export function mlxWeights(tensors: readonly StoredToy[], sharding: Sharding): [string, ToyFile][] {
  const place = ({ name }: StoredToy) => seedOf(1, name);
  return shardedWeights(
    [...tensors].sort((a, b) => place(a) - place(b)),
    sharding,
    unpaddedHeader,
  );
}

function unpaddedHeader(entries: readonly (readonly [string, HeaderEntry])[]): Uint8Array {
  const header = { __metadata__: { format: 'mlx' }, ...Object.fromEntries(entries) };
  // An odd length, so that no element of the file is aligned.
  const text = JSON.stringify(header);
  const json = new TextEncoder().encode(text.length % 2 === 0 ? `${text} ` : text);
  const bytes = new Uint8Array(8 + json.byteLength);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.byteLength), true);
  bytes.set(json, 8);
  return bytes;
}

type Group = { readonly codes: readonly number[]; readonly scale: number; readonly bias: number };

/** One group as MLX rounds it, in f32. Source: MLX, mlx/backend/cpu/quantized.cpp, quantize. */
export function roundGroup(values: Float32Array, bits: number): Group {
  const top = 2 ** bits - 1;
  const low = Math.min(...values);
  const high = Math.max(...values);
  // Tensors that must not be read are made of these.
  if (Number.isNaN(low)) return { codes: Array.from(values, () => 0), scale: low, bias: low };
  const lowIsFarther = Math.abs(low) > Math.abs(high);
  const size = Math.fround(Math.max(Math.fround(Math.fround(high - low) / top), Math.fround(1e-7)));
  let scale = lowIsFarther ? size : -size;
  const edge = lowIsFarther ? low : high;
  const steps = nearestEven(Math.fround(edge / scale));
  let bias = 0;
  if (steps !== 0) {
    scale = Math.fround(edge / steps);
    bias = edge;
  }
  const codes = Array.from(values, (value) => {
    const code = nearestEven(Math.fround(Math.fround(value - bias) / scale));
    return Math.min(Math.max(code, 0), top);
  });
  return { codes, scale, bias };
}

function nearestEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** Codes as MLX packs them: 32 bits at a time into a number of any length, whose bytes are then written. */
export function packCodes(codes: readonly number[], bits: number): Uint8Array {
  let stream = 0n;
  for (const [index, code] of codes.entries()) stream |= BigInt(code) << BigInt(index * bits);
  return Uint8Array.from({ length: (codes.length * bits) / 8 }, (_, byte) =>
    Number((stream >> BigInt(8 * byte)) & 255n),
  );
}

const roundedParts: MlxParts = (tensor, { bits, groupSize }, dtype, encode) => {
  const groupCount = elementCount(tensor.dims) / groupSize;
  const kept = new Map<number, Group>();
  const group = (index: number): Group => {
    const known = kept.get(index);
    if (known) return known;
    const bytes = encode(tensor, dtype, index * groupSize, (index + 1) * groupSize);
    const made = roundGroup(floatsOf(bytes, dtype), bits);
    kept.set(index, made);
    return made;
  };
  const codeBytes = (groupSize * bits) / 8;
  const factors = (name: string, valueAt: (index: number) => number): ToyFile =>
    tensorFile({ name, dims: [groupCount], valueAt }, dtype, encodeElements);
  return [
    piecewise(groupCount * codeBytes, codeBytes, (index) => packCodes(group(index).codes, bits)),
    factors('scales', (index) => nearest(group(index).scale, dtype)),
    factors('biases', (index) => group(index).bias),
  ];
};

/** A file of pieces of one length, each made when it is read. */
function piecewise(byteLength: number, pieceBytes: number, make: (piece: number) => Uint8Array): ToyFile {
  return {
    byteLength,
    read(offset, length) {
      const first = Math.floor(offset / pieceBytes);
      const last = Math.ceil((offset + length) / pieceBytes);
      const bytes = new Uint8Array((last - first) * pieceBytes);
      for (let piece = first; piece < last; piece++) bytes.set(make(piece), (piece - first) * pieceBytes);
      return bytes.subarray(offset - first * pieceBytes, offset - first * pieceBytes + length);
    },
  };
}

function floatsOf(bytes: Uint8Array, dtype: ToyDtype): Float32Array {
  const { buffer } = bytes.slice();
  if (dtype === 'F32') return new Float32Array(buffer);
  const bits = new Uint16Array(buffer);
  if (dtype === 'BF16') return new Float32Array(Uint32Array.from(bits, (half) => half << 16).buffer);
  return Float32Array.from(bits, (half) => {
    const size =
      (half >> 10) & 31 ? (1024 + (half & 1023)) * 2 ** (((half >> 10) & 31) - 25) : (half & 1023) * 2 ** -24;
    return half & 0x8000 ? -size : size;
  });
}

/** The bf16 next to a value, because the encoder of toys cuts off; the other types round by themselves. */
function nearest(value: number, dtype: ToyDtype): number {
  if (dtype !== 'BF16') return value;
  const word = new Uint32Array(Float32Array.of(value).buffer);
  word[0] = word[0]! + 0x7fff + ((word[0]! >>> 16) & 1);
  return new Float32Array(word.buffer)[0]!;
}
