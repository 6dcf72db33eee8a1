import type { CheckpointFiles } from '../../src/core/checkpoint/checkpoint-files';
import { fail } from '../../src/core/failure';

/** A folder with one file, which may claim another length than it has, and counts what is asked of it. */
export class ClaimingFile implements CheckpointFiles {
  askedBytes = 0;

  readonly #name: string;
  readonly #bytes: Uint8Array;
  readonly #claimedByteLength: number;

  constructor(name: string, bytes: Uint8Array, claimedByteLength = bytes.byteLength) {
    this.#name = name;
    this.#bytes = bytes;
    this.#claimedByteLength = claimedByteLength;
  }

  async list(): Promise<readonly string[]> {
    return [this.#name];
  }

  async byteLength(file: string): Promise<number | null> {
    return file === this.#name ? this.#claimedByteLength : null;
  }

  async read(file: string, offset: number, byteLength: number): Promise<Uint8Array> {
    this.askedBytes += byteLength;
    if (offset + byteLength > this.#bytes.byteLength) fail('network', `The file ${file} ended early.`);
    return this.#bytes.slice(offset, offset + byteLength);
  }
}
