import { encodeBlocks, type GgufBlock, ggufBlocks } from './gguf-blocks';
import { bytesFile, joinedFile, type StoredToy, type ToyFile, tensorFile } from './toy-files';
import {
  type EncodeElements,
  elementCount,
  encodeElements,
  type ToyDtype,
  type ToyTensor,
} from './toy-tensor';

export type GgufDtype = ToyDtype | GgufBlock;

/** A value of a key, with its type. */
export type GgufValue =
  | { readonly type: 'u32'; readonly value: number }
  | { readonly type: 'text'; readonly value: string }
  | { readonly type: 'texts'; readonly value: readonly string[] }
  | { readonly type: 'i32s' | 'i64s' | 'u64s'; readonly value: readonly number[] }
  | { readonly type: 'bytes'; readonly value: Uint8Array }
  /** Lists of any kind. */
  | { readonly type: 'lists'; readonly value: readonly GgufValue[] };

/** A tensor as it lies in the file, and the name under which ggml knows it. */
export type GgufEntry = StoredToy & { readonly dtype: GgufDtype; readonly storedName: string };

export type GgufForm = {
  readonly version?: number;
  readonly alignment?: number;
  readonly keys: readonly (readonly [string, GgufValue])[];
};

const plainIds: Readonly<Record<ToyDtype, number>> = { F32: 0, F16: 1, BF16: 30 };

/** A GGUF file, its tensors one behind the other. Data is made when it is read, block types whole. */
export function ggufFile(entries: readonly GgufEntry[], { version = 3, alignment, keys }: GgufForm): ToyFile {
  const step = alignment ?? 32;
  const aligned =
    alignment === undefined ? [] : [['general.alignment', { type: 'u32', value: alignment }] as const];
  let offset = 0;
  const infos = entries.map(({ storedName, dims, dtype, file }) => {
    const info = [...text(storedName), ...tensorInfo(dims, dtype, offset)];
    offset += Math.ceil(file.byteLength / step) * step;
    return info;
  });
  const allKeys = [...aligned, ...keys];
  const header = new Uint8Array([
    ...[0x47, 0x47, 0x55, 0x46],
    ...number(version, 4),
    ...number(entries.length, 8),
    ...number(allKeys.length, 8),
    ...allKeys.flatMap(([key, value]) => [...text(key), ...keyValue(value)]),
    ...infos.flat(),
  ]);
  return joinedFile([padded(bytesFile(header), step), ...entries.map(({ file }) => padded(file, step))]);
}

/** How values come into a file: plain ones, and blocks. */
export type GgufEncoders = {
  readonly encode?: EncodeElements | undefined;
  readonly blocks?: ((tensor: ToyTensor, dtype: GgufBlock) => ToyFile) | undefined;
};

/** A tensor as it lies in a GGUF file; blocks are made when they are read. */
export function ggufEntry(
  tensor: ToyTensor,
  dtype: GgufDtype,
  storedName = tensor.name,
  { encode = encodeElements, blocks = ownBlocks }: GgufEncoders = {},
): GgufEntry {
  const { name, dims } = tensor;
  const file = isBlock(dtype) ? blocks(tensor, dtype) : tensorFile(tensor, dtype, encode);
  return { name, dims, dtype, storedName, file };
}

function ownBlocks(tensor: ToyTensor, dtype: GgufBlock): ToyFile {
  const { values, bytes } = ggufBlocks[dtype];
  return {
    byteLength: (elementCount(tensor.dims) / values) * bytes,
    read(offset, byteLength) {
      const first = Math.floor(offset / bytes);
      const count = Math.ceil((offset + byteLength) / bytes) - first;
      const some = Float32Array.from({ length: count * values }, (_, i) =>
        tensor.valueAt(first * values + i),
      );
      const skip = offset - first * bytes;
      return encodeBlocks(some, dtype).subarray(skip, skip + byteLength);
    },
  };
}

export function isBlock(dtype: GgufDtype): dtype is GgufBlock {
  return Object.hasOwn(ggufBlocks, dtype);
}

/** ggml's order is the other one, and drops dimensions of 1 in front. */
function tensorInfo(dims: readonly number[], dtype: GgufDtype, offset: number): number[] {
  const first = dims.findIndex((dim) => dim !== 1);
  const kept = first < 0 ? [1] : dims.slice(first);
  const id = isBlock(dtype) ? ggufBlocks[dtype].id : plainIds[dtype];
  return [
    ...number(kept.length, 4),
    ...[...kept].reverse().flatMap((dim) => number(dim, 8)),
    ...number(id, 4),
    ...number(offset, 8),
  ];
}

function keyValue(value: GgufValue): number[] {
  const list = (type: number, count: number) => [...number(9, 4), ...number(type, 4), ...number(count, 8)];
  switch (value.type) {
    case 'u32':
      return [...number(4, 4), ...number(value.value, 4)];
    case 'text':
      return [...number(8, 4), ...text(value.value)];
    case 'texts':
      return [...list(8, value.value.length), ...value.value.flatMap(text)];
    case 'i32s':
      return [...list(5, value.value.length), ...value.value.flatMap((one) => number(one, 4))];
    case 'i64s':
    case 'u64s':
      return [
        ...list(value.type === 'i64s' ? 11 : 10, value.value.length),
        ...value.value.flatMap((one) => number(one, 8)),
      ];
    case 'bytes':
      return [...list(0, value.value.length), ...value.value];
    case 'lists':
      // An entry of a list has no type of its own in front: the list says it.
      return [...list(9, value.value.length), ...value.value.flatMap((one) => keyValue(one).slice(4))];
  }
}

function text(value: string): number[] {
  const bytes = new TextEncoder().encode(value);
  return [...number(bytes.byteLength, 8), ...bytes];
}

function number(value: number, byteLength: 4 | 8): number[] {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigInt64(0, BigInt(value), true);
  return [...new Uint8Array(view.buffer, 0, byteLength)];
}

function padded(file: ToyFile, step: number): ToyFile {
  const missing = -file.byteLength & (step - 1);
  return missing === 0 ? file : joinedFile([file, bytesFile(new Uint8Array(missing))]);
}
