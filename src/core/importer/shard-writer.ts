import { createSha256, type Sha256 } from '../data/sha256';
import { assert } from '../failure';
import type { FileEntry, TensorDtype, TensorEntry } from '../package/manifest';
import type { PackageFileWriter, PackageWriter } from '../package/package-writer';
import type { ImportJournal, ShardMark } from './import-journal';
import type { ShardFamily } from './planned-tensor';

/** Small enough for one fetch, one cache entry and one buffer of a browser. */
export const MAX_SHARD_BYTES = 512 * 2 ** 20;
/** Typed arrays of any kind can be laid over a tensor, and copies stay aligned. */
const ALIGNMENT_BYTES = 64;

type OpenShard = {
  readonly file: string;
  readonly writer: PackageFileWriter;
  readonly hash: Sha256;
  length: number;
};

/**
 * Lays tensors one behind the other into shard files. A tensor that does not fit the rest of a shard starts a
 * new one; a tensor longer than a whole shard starts one and runs on into the next.
 */
export class ShardWriter {
  readonly shards: FileEntry[] = [];
  readonly tensors: TensorEntry[] = [];
  #open: OpenShard | null = null;
  #family: ShardFamily | null = null;
  readonly #shardsOfFamily = new Map<ShardFamily, number>();
  #left = 0;
  /** Bytes that were written in this run. */
  writtenBytes = 0;

  readonly #writer: PackageWriter;
  readonly #maxShardBytes: number;
  readonly #newHash: typeof createSha256;

  constructor(writer: PackageWriter, maxShardBytes = MAX_SHARD_BYTES, newHash = createSha256) {
    this.#maxShardBytes = maxShardBytes;
    this.#newHash = newHash;
    this.#writer = writer;
  }

  /**
   * Resumes from a mark, having read and compared every byte before it.
   * @returns null when the files are not those of the mark.
   */
  static async resume(
    writer: PackageWriter,
    journal: ImportJournal,
    mark: ShardMark,
    maxShardBytes: number,
    newHash: typeof createSha256,
    signal: AbortSignal,
  ): Promise<ShardWriter | null> {
    const resumed = new ShardWriter(writer, maxShardBytes, newHash);
    for (const entry of [...mark.shards, ...(mark.open ? [mark.open] : [])]) {
      const hash = await newHash();
      const file = await journal.reopen(entry.file, entry.byteLength, (bytes) => hash.update(bytes), signal);
      if (file === null) return null;
      const isOpen = entry === mark.open;
      const isRight = hash.soFar() === entry.sha256;
      if (!isOpen || !isRight) await file.close();
      if (!isRight) return null;
      if (isOpen) resumed.#open = { file: entry.file, writer: file, hash, length: entry.byteLength };
      else resumed.shards.push(entry);
      const family = entry.file.replace(/-\d+\.bin$/, '') as ShardFamily;
      resumed.#shardsOfFamily.set(family, (resumed.#shardsOfFamily.get(family) ?? 0) + 1);
    }
    resumed.tensors.push(...mark.tensors);
    resumed.#family = mark.family;
    return resumed;
  }

  /** Valid only between two tensors. */
  mark(): ShardMark {
    assert(this.#left === 0, 'the tensor before is complete');
    const open = this.#open;
    return {
      shards: [...this.shards],
      tensors: [...this.tensors],
      family: this.#family,
      open: open && { file: open.file, byteLength: open.length, sha256: open.hash.soFar() },
    };
  }

  /** Announces the next tensor; its bytes follow by `write`. */
  async begin(
    family: ShardFamily,
    tensor: Pick<TensorEntry, 'name' | 'dtype' | 'dims'> & { readonly dtype: TensorDtype },
    byteLength: number,
    signal: AbortSignal,
  ): Promise<void> {
    assert(this.#left === 0, 'the tensor before is complete');
    if (family !== this.#family) await this.#closeShard();
    this.#family = family;
    if (this.#open) {
      const padding = -this.#open.length & (ALIGNMENT_BYTES - 1);
      if (this.#open.length + padding + byteLength > this.#maxShardBytes) await this.#closeShard();
      else if (padding > 0) await this.#append(new Uint8Array(padding), signal);
    }
    this.tensors.push({
      ...tensor,
      shard: this.shards.length,
      offset: this.#open?.length ?? 0,
      byteLength,
    });
    this.#left = byteLength;
  }

  async write(bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    assert(bytes.byteLength <= this.#left, 'no tensor is longer than announced');
    this.#left -= bytes.byteLength;
    let at = 0;
    while (at < bytes.byteLength) {
      if (this.#open && this.#open.length === this.#maxShardBytes) await this.#closeShard();
      const room = this.#maxShardBytes - (this.#open?.length ?? 0);
      const part = bytes.subarray(at, at + room);
      await this.#append(part, signal);
      at += part.byteLength;
    }
  }

  async finish(): Promise<void> {
    assert(this.#left === 0, 'the last tensor is complete');
    await this.#closeShard();
  }

  async #append(bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.#open ??= await this.#createShard(signal);
    this.#open.hash.update(bytes);
    this.#open.length += bytes.byteLength;
    this.writtenBytes += bytes.byteLength;
    await this.#open.writer.write(bytes, signal);
  }

  async #createShard(signal: AbortSignal): Promise<OpenShard> {
    const family = this.#family;
    assert(family !== null, 'a shard belongs to a family');
    const number = (this.#shardsOfFamily.get(family) ?? 0) + 1;
    this.#shardsOfFamily.set(family, number);
    const file = `${family}-${String(number).padStart(5, '0')}.bin`;
    return { file, writer: await this.#writer.create(file, signal), hash: await this.#newHash(), length: 0 };
  }

  async #closeShard(): Promise<void> {
    if (!this.#open) return;
    const { file, writer, hash, length } = this.#open;
    this.#open = null;
    await writer.close();
    this.shards.push({ file, byteLength: length, sha256: hash.finish() });
  }
}
