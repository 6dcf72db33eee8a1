import { MAX_GGUF_HEADER_BYTES, MAX_GGUF_READ_BYTES } from '../data/size-limits';
import { fail, quoted } from '../failure';
import { type Sentence, say } from '../sentence';
import type { CheckpointFiles } from './checkpoint-files';

/** Bytes of one read, as many as a web folder has of every file. Tensor descriptions of the published files have 50 kB. */
const WINDOW_BYTES = 2 ** 16;

/** Reads the header of a GGUF file in order; what is skipped is not fetched. All numbers are little-endian. */
export class GgufCursor {
  /** Offset of the next byte, from byte 0 of the file. */
  position = 0;
  readonly file: string;
  readonly fileByteLength: number;
  readonly #files: CheckpointFiles;
  readonly #signal: AbortSignal;
  #window: DataView = new DataView(new ArrayBuffer(0));
  #windowStart = 0;
  #readBytes = 0;

  constructor(files: CheckpointFiles, file: string, fileByteLength: number, signal: AbortSignal) {
    this.#files = files;
    this.file = file;
    this.fileByteLength = fileByteLength;
    this.#signal = signal;
  }

  async u8(): Promise<number> {
    const at = await this.#take(1);
    return this.#window.getUint8(at);
  }

  async u32(): Promise<number> {
    const at = await this.#take(4);
    return this.#window.getUint32(at, true);
  }

  async i32(): Promise<number> {
    const at = await this.#take(4);
    return this.#window.getInt32(at, true);
  }

  /** A count, length or offset of 64 bits. @param what names it in the error. */
  async count(what: Sentence): Promise<number> {
    const at = await this.#take(8);
    const value = this.#window.getBigUint64(at, true);
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) this.refuse(say`claims the absurd ${what} ${String(value)}`);
    return Number(value);
  }

  /** @param what names the text in the error. */
  async text(maxBytes: number, what: Sentence): Promise<string> {
    const byteLength = await this.count(say`length of ${what}`);
    if (byteLength > maxBytes) {
      this.refuse(say`has ${what} of ${byteLength} bytes, more than the ${maxBytes} that are accepted`);
    }
    const at = await this.#take(byteLength);
    const bytes = new Uint8Array(this.#window.buffer, this.#window.byteOffset + at, byteLength);
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch {
      return this.refuse(say`has ${what} that is not UTF-8`);
    }
  }

  /** Goes on behind `byteLength` bytes without reading them. @returns the offset at which they begin. */
  skip(byteLength: number): number {
    const start = this.position;
    this.position += byteLength;
    if (this.position > this.fileByteLength) this.refuse(say`is cut off inside its header`);
    if (this.position > MAX_GGUF_HEADER_BYTES) {
      this.refuse(say`has a header of more than the ${MAX_GGUF_HEADER_BYTES} bytes that are accepted`);
    }
    return start;
  }

  /** @throws FailureError 'bad-checkpoint' that names the file, and the tensor if one is meant. */
  refuse(reason: Sentence, tensor?: string): never {
    const { file } = this;
    if (tensor === undefined) {
      return fail('bad-checkpoint', say`The file ${file} ${reason}. It is damaged: download it again.`, {
        file,
      });
    }
    return fail('bad-checkpoint', say`In ${file}, the tensor ${quoted(tensor)} ${reason}.`, { file, tensor });
  }

  /** @returns where in the window the next `byteLength` bytes are. */
  async #take(byteLength: number): Promise<number> {
    const start = this.skip(byteLength);
    const at = start - this.#windowStart;
    if (at >= 0 && at + byteLength <= this.#window.byteLength) return at;
    const wanted = Math.max(byteLength, WINDOW_BYTES);
    const length = Math.min(wanted, this.fileByteLength - start);
    this.#readBytes += length;
    if (this.#readBytes > MAX_GGUF_READ_BYTES) {
      this.refuse(say`has a header of which more than ${MAX_GGUF_READ_BYTES} bytes would have to be read`);
    }
    const bytes = await this.#files.read(this.file, start, length, this.#signal);
    this.#window = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#windowStart = start;
    return 0;
  }
}
