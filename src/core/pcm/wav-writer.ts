import { joinBytes } from '../data/join-bytes';
import { bytesPerSample, encodeSamples, type SampleFormat } from './sample-format';

/** Size that players take as "until the end", for a file that is still growing. */
const UNKNOWN_SIZE = 0xffff_ffff;
/** Sizes in the header have 32 bits; that is 24 hours at 24 kHz and 16 bit. */
const LARGEST_DATA_BYTES = UNKNOWN_SIZE - 64;

/**
 * Writes mono WAV piece by piece: first `header()`, then `encode` for each chunk; at the end `header()` once more,
 * over the first one, now with the true sizes. Source: Microsoft, "Multimedia Programming Interface", RIFF WAVE.
 */
export class WavWriter {
  #dataByteLength = 0;
  #isFinished = false;

  /** @throws RangeError if the rate is no positive whole number. */
  constructor(
    readonly sampleRateHz: number,
    readonly format: SampleFormat,
  ) {
    if (!Number.isInteger(sampleRateHz) || sampleRateHz < 1)
      throw new RangeError(`sample rate ${sampleRateHz}`);
  }

  /** Always of the same length, so it can be rewritten in place. */
  header(): Uint8Array<ArrayBuffer> {
    return wavHeader(this.sampleRateHz, this.format, this.#isFinished ? this.#dataByteLength : null);
  }

  /** @returns the bytes that follow what was written before. @throws RangeError when a WAV file can hold no more. */
  encode(samples: Float32Array): Uint8Array<ArrayBuffer> {
    this.#dataByteLength += samples.length * bytesPerSample[this.format];
    if (this.#dataByteLength > LARGEST_DATA_BYTES) throw new RangeError('a WAV file holds at most 4 GB');
    return encodeSamples(samples, this.format);
  }

  /** Makes `header()` return the true sizes. */
  finish(): void {
    this.#isFinished = true;
  }
}

/**
 * Header before the samples; its length is fixed for a format.
 * @param dataByteLength of all samples; null while a file grows. A size above 32 bits is written as unknown.
 * @param tags chunks that stand before the samples, see `wavTags`.
 */
export function wavHeader(
  sampleRateHz: number,
  format: SampleFormat,
  dataByteLength: number | null,
  tags: Uint8Array = new Uint8Array(),
): Uint8Array<ArrayBuffer> {
  const isKnown = dataByteLength !== null && dataByteLength <= LARGEST_DATA_BYTES - tags.length;
  const dataBytes = isKnown ? dataByteLength : null;
  const isFloat = format === 'float32';
  const width = bytesPerSample[format];
  // Other than integer samples need the extended form of `fmt ` and a `fact` chunk.
  const formatBytes = isFloat ? 18 : 16;
  const length = 20 + formatBytes + (isFloat ? 12 : 0) + 8;
  const view = new DataView(new ArrayBuffer(length));
  let at = 0;
  const name = (text: string) => {
    for (const letter of text) view.setUint8(at++, letter.charCodeAt(0));
  };
  const u16 = (value: number) => {
    view.setUint16(at, value, true);
    at += 2;
  };
  const u32 = (value: number) => {
    view.setUint32(at, value, true);
    at += 4;
  };
  name('RIFF');
  u32(dataBytes === null ? UNKNOWN_SIZE : length - 8 + tags.length + dataBytes);
  name('WAVE');
  name('fmt ');
  u32(formatBytes);
  u16(isFloat ? 3 : 1);
  u16(1); // channels
  u32(sampleRateHz);
  u32(sampleRateHz * width);
  u16(width);
  u16(8 * width);
  if (isFloat) {
    u16(0); // no extension
    name('fact');
    u32(4);
    u32(dataBytes === null ? UNKNOWN_SIZE : dataBytes / width);
  }
  name('data');
  u32(dataBytes ?? UNKNOWN_SIZE);
  const header = new Uint8Array(view.buffer);
  return joinBytes([header.subarray(0, -8), tags, header.subarray(-8)]);
}

/** A whole WAV file at once. */
export function encodeWav(
  samples: Float32Array,
  sampleRateHz: number,
  format: SampleFormat,
): Uint8Array<ArrayBuffer> {
  const writer = new WavWriter(sampleRateHz, format);
  const data = writer.encode(samples);
  writer.finish();
  const header = writer.header();
  const file = new Uint8Array(header.length + data.length);
  file.set(header);
  file.set(data, header.length);
  return file;
}
