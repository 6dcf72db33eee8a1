import type { CheckpointFiles } from '../../src/core/checkpoint/checkpoint-files';
import {
  type EncodeElements,
  elementCount,
  encodeElements,
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

export function jsonFile(value: unknown): ToyFile {
  return bytesFile(new TextEncoder().encode(JSON.stringify(value)));
}

/** A safetensors file, computed element by element. */
export function weightsFile(
  tensors: readonly ToyTensor[],
  dtype: ToyDtype,
  encode: EncodeElements = encodeElements,
): ToyFile {
  const elementBytes = toyElementBytes[dtype];
  let end = 0;
  const placed = tensors.map((tensor) => {
    const begin = end;
    end += elementCount(tensor.dims) * elementBytes;
    return { tensor, begin, end };
  });
  const header = safetensorsHeader(
    placed.map(({ tensor, begin, end }) => [
      tensor.name,
      { dtype, shape: tensor.dims, data_offsets: [begin, end] },
    ]),
  );
  return {
    byteLength: header.byteLength + end,
    read(offset, byteLength) {
      const bytes = new Uint8Array(byteLength);
      bytes.set(header.subarray(offset, offset + byteLength));
      for (const { tensor, begin, end } of placed) {
        const from = Math.max(offset, header.byteLength + begin);
        const to = Math.min(offset + byteLength, header.byteLength + end);
        if (from >= to) continue;
        const start = from - header.byteLength - begin;
        const first = Math.floor(start / elementBytes);
        const last = Math.ceil((to - header.byteLength - begin) / elementBytes);
        const encoded = encode(tensor, dtype, first, last);
        const skip = start - first * elementBytes;
        bytes.set(encoded.subarray(skip, skip + to - from), from - offset);
      }
      return bytes;
    },
  };
}

/** Several weight files with an index, or one without. */
export function shardedWeights(
  tensors: readonly ToyTensor[],
  dtype: ToyDtype,
  shardCount: number,
  encode: EncodeElements = encodeElements,
): [string, ToyFile][] {
  if (shardCount === 1) return [['model.safetensors', weightsFile(tensors, dtype, encode)]];
  const perShard = Math.ceil(tensors.length / shardCount);
  const files: [string, ToyFile][] = [];
  const weightMap: Record<string, string> = {};
  for (let shard = 0; shard < shardCount; shard++) {
    const part = tensors.slice(shard * perShard, (shard + 1) * perShard);
    const number = (n: number) => String(n).padStart(5, '0');
    const file = `model-${number(shard + 1)}-of-${number(shardCount)}.safetensors`;
    files.push([file, weightsFile(part, dtype, encode)]);
    for (const { name } of part) weightMap[name] = file;
  }
  return [...files, ['model.safetensors.index.json', jsonFile({ metadata: {}, weight_map: weightMap })]];
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
