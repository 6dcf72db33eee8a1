import { bytesPerSample } from './sample-format';
import type { SoundTags } from './sound-tags';
import { wavTags } from './wav-tags';
import { WavWriter, wavHeader } from './wav-writer';

/** Formats that hold the samples as they are. */
export type PlainFormat = 'wav' | 'wav-float' | 'pcm';
export const plainFormats: readonly PlainFormat[] = ['wav', 'wav-float', 'pcm'];

/**
 * A WAV file, or samples without a header, written as the sound comes.
 * The header is ready with the first samples; it says `until the end` where the length is not known.
 */
export class PlainSound {
  readonly contentType: string;
  readonly #writer: WavWriter;
  #header: Uint8Array | null;

  /**
   * @param sampleCount the whole length, null where it is not known.
   * @param tags that a WAV file carries; null for none.
   * @throws RangeError for a rate that is none.
   */
  constructor(
    format: PlainFormat,
    sampleRateHz: number,
    sampleCount: number | null,
    tags: SoundTags | null = null,
  ) {
    const sampleFormat = format === 'wav-float' ? 'float32' : 'pcm16';
    const byteLength = sampleCount === null ? null : sampleCount * bytesPerSample[sampleFormat];
    this.#writer = new WavWriter(sampleRateHz, sampleFormat);
    const chunks = tags ? wavTags(tags) : new Uint8Array();
    this.#header = format === 'pcm' ? null : wavHeader(sampleRateHz, sampleFormat, byteLength, chunks);
    this.contentType = format === 'pcm' ? 'audio/pcm' : 'audio/wav';
  }

  async add(samples: Float32Array): Promise<Uint8Array> {
    return this.#behindHeader(this.#writer.encode(samples));
  }

  async end(): Promise<Uint8Array> {
    return this.#behindHeader(new Uint8Array());
  }

  cancel(): void {}

  #behindHeader(data: Uint8Array): Uint8Array {
    const header = this.#header;
    if (header === null) return data;
    this.#header = null;
    const bytes = new Uint8Array(header.length + data.length);
    bytes.set(header);
    bytes.set(data, header.length);
    return bytes;
  }
}
