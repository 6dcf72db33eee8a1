import type { CheckpointFiles } from '../../src/core/checkpoint/checkpoint-files';
import {
  type EncodeElements,
  elementCount,
  encodeElements,
  type HeaderEntry,
  safetensorsHeader,
  type ToyDtype,
  type ToyTensor,
  toyElementBytes,
} from './toy-tensor';

/** A file that makes its bytes when they are read. */
export type ToyFile = {
  readonly byteLength: number;
  readonly read: (offset: number, byteLength: number) => Uint8Array;
};

export function bytesFile(bytes: Uint8Array): ToyFile {
  return {
    byteLength: bytes.byteLength,
    read: (offset, byteLength) => bytes.slice(offset, offset + byteLength),
  };
}

/** Files one behind the other. */
export function joinedFile(parts: readonly ToyFile[]): ToyFile {
  let end = 0;
  const placed = parts.map((file) => {
    const begin = end;
    end += file.byteLength;
    return { file, begin, end };
  });
  return {
    byteLength: end,
    read(offset, byteLength) {
      const bytes = new Uint8Array(Math.max(0, Math.min(byteLength, end - offset)));
      for (const part of placed) {
        const from = Math.max(offset, part.begin);
        const to = Math.min(offset + bytes.byteLength, part.end);
        if (from < to) bytes.set(part.file.read(from - part.begin, to - from), from - offset);
      }
      return bytes;
    },
  };
}

export function jsonFile(value: unknown): ToyFile {
  return bytesFile(new TextEncoder().encode(JSON.stringify(value)));
}

/** The values of a tensor as they lie in a file, computed when they are read. */
export function tensorFile(tensor: ToyTensor, dtype: ToyDtype, encode: EncodeElements): ToyFile {
  const elementBytes = toyElementBytes[dtype];
  return {
    byteLength: elementCount(tensor.dims) * elementBytes,
    read(offset, byteLength) {
      const first = Math.floor(offset / elementBytes);
      const bytes = encode(tensor, dtype, first, Math.ceil((offset + byteLength) / elementBytes));
      const skip = offset - first * elementBytes;
      return bytes.subarray(skip, skip + byteLength);
    },
  };
}

/** A tensor as it lies in a file. */
export type StoredToy = {
  readonly name: string;
  readonly dtype: string;
  readonly dims: readonly number[];
  readonly file: ToyFile;
};

export function storedToys(
  tensors: readonly ToyTensor[],
  dtype: ToyDtype,
  encode: EncodeElements = encodeElements,
): StoredToy[] {
  return tensors.map((tensor) => ({ ...tensor, dtype, file: tensorFile(tensor, dtype, encode) }));
}

/** A safetensors file. */
export function weightsFile(
  tensors: readonly ToyTensor[],
  dtype: ToyDtype,
  encode: EncodeElements = encodeElements,
): ToyFile {
  return safetensorsFile(storedToys(tensors, dtype, encode), safetensorsHeader);
}

type WriteHeader = (entries: readonly (readonly [string, HeaderEntry])[]) => Uint8Array;

export function safetensorsFile(tensors: readonly StoredToy[], writeHeader: WriteHeader): ToyFile {
  let end = 0;
  const header = writeHeader(
    tensors.map(({ name, dtype, dims, file }) => {
      const begin = end;
      end += file.byteLength;
      return [name, { dtype, shape: dims, data_offsets: [begin, end] }];
    }),
  );
  return joinedFile([bytesFile(header), ...tensors.map(({ file }) => file)]);
}

/** Into how many files weights go, or how long each may be: a tensor that would not fit begins the next. */
export type Sharding = { readonly count: number } | { readonly maxBytes: number };

/** Several weight files with an index, or one without. */
export function shardedWeights(
  tensors: readonly StoredToy[],
  sharding: Sharding,
  writeHeader: WriteHeader = safetensorsHeader,
): [string, ToyFile][] {
  const parts = shardsOf(tensors, sharding);
  if (parts.length === 1) return [['model.safetensors', safetensorsFile(tensors, writeHeader)]];
  const weightMap: Record<string, string> = {};
  const number = (n: number) => String(n).padStart(5, '0');
  const files = parts.map((part, index): [string, ToyFile] => {
    const file = `model-${number(index + 1)}-of-${number(parts.length)}.safetensors`;
    for (const { name } of part) weightMap[name] = file;
    return [file, safetensorsFile(part, writeHeader)];
  });
  return [...files, ['model.safetensors.index.json', jsonFile({ metadata: {}, weight_map: weightMap })]];
}

function shardsOf(tensors: readonly StoredToy[], sharding: Sharding): StoredToy[][] {
  if ('count' in sharding) {
    const perShard = Math.ceil(tensors.length / sharding.count);
    return Array.from({ length: sharding.count }, (_, shard) =>
      tensors.slice(shard * perShard, (shard + 1) * perShard),
    );
  }
  const shards: StoredToy[][] = [[]];
  let length = 0;
  for (const tensor of tensors) {
    const { byteLength } = tensor.file;
    if (length > 0 && length + byteLength > sharding.maxBytes) {
      shards.push([]);
      length = 0;
    }
    shards.at(-1)!.push(tensor);
    length += byteLength;
  }
  return shards;
}

/** A checkpoint folder in memory; tests replace or delete files of the map to damage it. */
export class ToyFiles implements CheckpointFiles {
  readonly files: Map<string, ToyFile>;

  constructor(files: Iterable<readonly [string, ToyFile]>) {
    this.files = new Map(files);
  }

  async list(): Promise<readonly string[]> {
    return [...this.files.keys()];
  }

  async byteLength(file: string): Promise<number | null> {
    return this.files.get(file)?.byteLength ?? null;
  }

  async read(file: string, offset: number, byteLength: number, signal: AbortSignal): Promise<Uint8Array> {
    signal.throwIfAborted();
    const found = this.files.get(file);
    if (!found) throw new Error(`${file} is read without having been found`);
    if (offset + byteLength > found.byteLength) throw new Error(`${file} is read beyond its end`);
    return found.read(offset, byteLength);
  }
}
