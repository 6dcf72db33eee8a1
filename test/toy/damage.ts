import { bytesFile, type ToyFile, type ToyFiles } from './toy-files';

/** Ways to damage a toy checkpoint, and to look into it without the code under test. */

export function parse(file: ToyFile): object {
  return JSON.parse(new TextDecoder().decode(file.read(0, file.byteLength))) as object;
}

export function rename(files: Map<string, ToyFile>, from: string, to: string): void {
  files.set(to, files.get(from)!);
  files.delete(from);
}

function whole({ files }: ToyFiles): {
  bytes: Uint8Array;
  headerLength: number;
  header: Record<string, Entry>;
} {
  const file = files.get('model.safetensors')!;
  const bytes = file.read(0, file.byteLength);
  const headerLength = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const json = new TextDecoder().decode(bytes.subarray(8, 8 + headerLength));
  return { bytes, headerLength, header: JSON.parse(json) as Record<string, Entry> };
}
type Entry = { dtype: string; shape: number[]; data_offsets: [number, number] };

/** Writes the header again, padded to its old length or longer, in front of the same data. */
function withHeader(files: ToyFiles, header: Record<string, Entry>): void {
  const { bytes, headerLength } = whole(files);
  const json = new TextEncoder().encode(JSON.stringify(header));
  const out = new Uint8Array(8 + json.byteLength + bytes.byteLength - 8 - headerLength);
  new DataView(out.buffer).setBigUint64(0, BigInt(json.byteLength), true);
  out.set(json, 8);
  out.set(bytes.subarray(8 + headerLength), 8 + json.byteLength);
  files.files.set('model.safetensors', bytesFile(out));
}

export function renameTensor(files: ToyFiles, from: string, to: string): void {
  const { header } = whole(files);
  withHeader(files, Object.fromEntries(Object.entries(header).map(([n, e]) => [n === from ? to : n, e])));
}

export function splitTable(files: ToyFiles, module: string, kind: string, frozenRows: number): void {
  const { header } = whole(files);
  const { dtype, shape, data_offsets: offsets } = header[`${module}.weight`]!;
  const border = offsets[0] + frozenRows * shape[1]! * 4;
  delete header[`${module}.weight`];
  header[`${module}.${kind}_frozen`] = {
    dtype,
    shape: [frozenRows, shape[1]!],
    data_offsets: [offsets[0], border],
  };
  header[`${module}.${kind}_trainable`] = {
    dtype,
    shape: [shape[0]! - frozenRows, shape[1]!],
    data_offsets: [border, offsets[1]],
  };
  withHeader(files, header);
}

/** Puts a value into one element of a tensor. */
export function poison(files: ToyFiles, tensor: string, element: number, value = Number.NaN): void {
  const { bytes, headerLength, header } = whole(files);
  const { dtype, data_offsets: offsets } = header[tensor]!;
  const at = 8 + headerLength + offsets[0] + element * (dtype === 'F32' ? 4 : 2);
  const view = new DataView(bytes.buffer);
  if (dtype === 'F32') view.setFloat32(at, value, true);
  else view.setUint16(at, 0x7fc0, true);
  files.files.set('model.safetensors', bytesFile(bytes));
}

export function truncate(files: Map<string, ToyFile>): void {
  const file = files.get('model.safetensors')!;
  files.set('model.safetensors', bytesFile(file.read(0, file.byteLength - 10)));
}

export function overwrite(files: Map<string, ToyFile>, at: number, byte: number): void {
  const file = files.get('model.safetensors')!;
  const bytes = file.read(0, file.byteLength);
  bytes[at] = byte;
  files.set('model.safetensors', bytesFile(bytes));
}

export async function readTensor(files: ToyFiles, name: string): Promise<Float32Array> {
  const { bytes, headerLength, header } = whole(files);
  const [from, to] = header[name]!.data_offsets;
  return new Float32Array(bytes.slice(8 + headerLength + from, 8 + headerLength + to).buffer);
}
