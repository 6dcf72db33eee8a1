import { type FileHandle, open } from 'node:fs/promises';
import type { AudioSink } from '../../core/pcm/audio-sink';
import type { PcmChunk } from '../../core/pcm/pcm-chunk';
import type { SampleFormat } from '../../core/pcm/sample-format';
import { WavWriter } from '../../core/pcm/wav-writer';

/**
 * Writes speech to a WAV file on the disk while it is made. The file can be played at any time; an unfinished
 * file says that its length is unknown. Owns the file from `create` to `finish` or `close`.
 */
export class WavFile implements AudioSink {
  readonly sampleRateHz: number;
  readonly #file: FileHandle;
  readonly #format: SampleFormat;
  #writer: WavWriter;
  #position: number;

  private constructor(file: FileHandle, writer: WavWriter) {
    this.#file = file;
    this.#writer = writer;
    this.sampleRateHz = writer.sampleRateHz;
    this.#format = writer.format;
    this.#position = writer.header().length;
  }

  /** A file that is there is written over. */
  static async create(path: string, sampleRateHz: number, format: SampleFormat): Promise<WavFile> {
    const writer = new WavWriter(sampleRateHz, format);
    const file = await open(path, 'w');
    await file.write(writer.header(), 0, null, 0);
    return new WavFile(file, writer);
  }

  /** Resolves once the chunk is with the system. @throws RangeError if the chunk's rate is not the file's. */
  async write(chunk: PcmChunk, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (chunk.sampleRateHz !== this.sampleRateHz)
      throw new RangeError(
        `A chunk of ${chunk.sampleRateHz} Hz does not fit a file of ${this.sampleRateHz} Hz.`,
      );
    const bytes = this.#writer.encode(chunk.samples);
    await this.#file.write(bytes, 0, null, this.#position);
    this.#position += bytes.length;
  }

  async finish(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await this.close();
  }

  /** Finished or not, what is there becomes a whole file. */
  async close(): Promise<void> {
    this.#writer.finish();
    await this.#file.write(this.#writer.header(), 0, null, 0);
    await this.#file.truncate(this.#position);
    await this.#file.close();
  }

  discard(): void {
    this.#writer = new WavWriter(this.sampleRateHz, this.#format);
    this.#position = this.#writer.header().length;
  }
}
