import { bytesFile, joinedFile, type ToyFile, tensorFile } from './toy-files';
import {
  type EncodeElements,
  elementCount,
  encodeElements,
  type ToyDtype,
  type ToyTensor,
} from './toy-tensor';

const storageTypes: Readonly<Record<ToyDtype, string>> = {
  F32: 'FloatStorage',
  F16: 'HalfStorage',
  BF16: 'BFloat16Storage',
};

/** The file that torch.save writes for a dict of tensors; their values are made when they are read. */
export function torchFile(
  tensors: readonly ToyTensor[],
  dtype: ToyDtype,
  encode: EncodeElements = encodeElements,
): ToyFile {
  const storages = tensors.map((tensor, index): [string, ToyFile] => [
    `toy/data/${index}`,
    tensorFile(tensor, dtype, encode),
  ]);
  const names = pickleOf(tensors.map((t, i) => [t.name, pickledTensor(storageTypes[dtype], i, t.dims)]));
  return zipFile([['toy/data.pkl', names], ['toy/byteorder', Uint8Array.from(ascii('little'))], ...storages]);
}

/** Pieces of pickle protocol 2. */
export const pickle = {
  text: (text: string) => [0x58, ...word(ascii(text).length), ...ascii(text)],
  int: (value: number) => [0x4a, ...word(value)],
  tuple: (...items: number[][]) => [0x28, ...items.flat(), 0x74],
  global: (module: string, name: string) => [0x63, ...ascii(`${module}\n${name}\n`)],
};

export function pickledTensor(
  storageType: string,
  key: number,
  dims: readonly number[],
  strides = cOrder(dims),
  offset = 0,
): number[] {
  const { text, int, tuple, global } = pickle;
  const count = int(elementCount(dims));
  const id = tuple(text('storage'), global('torch', storageType), text(String(key)), text('cpu'), count);
  const hooks = [...global('collections', 'OrderedDict'), 0x29, 0x52];
  const sizes = (values: readonly number[]) => tuple(...values.map(int));
  const args = tuple([...id, 0x51], int(offset), sizes(dims), sizes(strides), [0x89], hooks);
  return [...global('torch._utils', '_rebuild_tensor_v2'), ...args, 0x52];
}

export function pickleOf(items: readonly (readonly [string, readonly number[]])[]): Uint8Array {
  const body = items.flatMap(([name, value]) => [...pickle.text(name), ...value]);
  return Uint8Array.from([0x80, 2, 0x7d, 0x28, ...body, 0x75, 0x2e]);
}

function cOrder(dims: readonly number[]): number[] {
  return dims.map((_, axis) => elementCount(dims.slice(axis + 1)));
}

/** A zip archive whose files are stored; checksums are left out, as nothing here reads them. */
export function zipFile(files: readonly (readonly [string, Uint8Array | ToyFile])[]): ToyFile {
  const parts: ToyFile[] = [];
  const directory: number[] = [];
  const offsetOfNext = () => parts.reduce((sum, { byteLength }) => sum + byteLength, 0);
  for (const [name, content] of files) {
    const file = content instanceof Uint8Array ? bytesFile(content) : content;
    const at = offsetOfNext();
    const fields = [...short(0), ...word(0), ...word(0), ...word(file.byteLength), ...word(file.byteLength)];
    const names = [...short(name.length), ...short(0)];
    const local = [...word(0x04034b50), ...short(20), ...short(0), ...fields, ...names, ...ascii(name)];
    directory.push(
      ...word(0x02014b50),
      ...[...short(20), ...short(20), ...short(0)],
      ...fields,
      ...names,
      ...[...short(0), ...short(0), ...short(0), ...word(0), ...word(at)],
      ...ascii(name),
    );
    parts.push(bytesFile(Uint8Array.from(local)), file);
  }
  const count = short(files.length);
  const end = [
    ...word(0x06054b50),
    ...[...short(0), ...short(0), ...count, ...count],
    ...[...word(directory.length), ...word(offsetOfNext()), ...short(0)],
  ];
  return joinedFile([...parts, bytesFile(Uint8Array.from([...directory, ...end]))]);
}

function ascii(text: string): number[] {
  return [...new TextEncoder().encode(text)];
}

function word(value: number): number[] {
  return [value & 255, (value >> 8) & 255, (value >> 16) & 255, (value >>> 24) & 255];
}

function short(value: number): number[] {
  return [value & 255, value >> 8];
}
