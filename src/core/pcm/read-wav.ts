import { fail } from '../failure';

/** Sound of a file, mixed to mono. */
export type WavSound = {
  readonly samples: Float32Array;
  readonly sampleRateHz: number;
  /** How many channels the file had. */
  readonly channelCount: number;
};

type WavFormat = {
  readonly isFloat: boolean;
  readonly channelCount: number;
  readonly sampleRateHz: number;
  readonly bitsPerSample: number;
};

/** Nothing that people record has more; larger numbers come from files that are no WAV. */
const caps = { channels: 64, rateHz: 768_000 };
/** What WAVE_FORMAT_EXTENSIBLE names as its kind, behind the first two bytes. */
const subformatTail = '000000001000800000aa00389b71';

/**
 * Reads PCM of 8, 16, 24 and 32 bits and floats of 32 and 64 bits, plain or extensible, with any channels.
 * Channels are averaged. A data size of 0 or 2^32 - 1 means that the file was streamed: it goes on to the end.
 * @throws FailureError 'bad-audio'
 */
export function readWav(bytes: Uint8Array): WavSound {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length === 0) fail('bad-audio', 'The file is empty. Choose a recording.');
  if (bytes.length < 12 || name(view, 0) !== 'RIFF' || name(view, 8) !== 'WAVE') {
    fail(
      'bad-audio',
      'The file is no WAV sound. Choose a WAV file, or another format that this browser can play.',
    );
  }
  let format: WavFormat | null = null;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const chunk = name(view, at);
    const size = view.getUint32(at + 4, true);
    const start = at + 8;
    if (chunk === 'data') {
      if (!format) return damaged('its sound stands before its format');
      return readData(view, start, dataEnd(size, start, bytes.length), format);
    }
    if (size > bytes.length - start) damaged(`its part "${chunk}" is cut off`);
    if (chunk === 'fmt ') format = readFormat(view, start, size);
    at = start + size + (size % 2); // chunks stand at even places
  }
  return damaged(format ? 'it holds no sound' : 'it names no format');
}

function dataEnd(size: number, start: number, fileLength: number): number {
  const isStreamed = size === 0 || size === 0xffff_ffff;
  if (!isStreamed && size > fileLength - start) damaged('it ends too early');
  return isStreamed ? fileLength : start + size;
}

function readFormat(view: DataView, start: number, size: number): WavFormat {
  if (size < 16) damaged('its format is cut off');
  let kind = view.getUint16(start, true);
  if (kind === 0xfffe) {
    if (size < 40 || hex(view, start + 26, 14) !== subformatTail) damaged('its extended format is not known');
    kind = view.getUint16(start + 24, true);
  }
  const format = {
    isFloat: kind === 3,
    channelCount: view.getUint16(start + 2, true),
    sampleRateHz: view.getUint32(start + 4, true),
    bitsPerSample: view.getUint16(start + 14, true),
  };
  const widths = format.isFloat ? [32, 64] : [8, 16, 24, 32];
  if ((kind !== 1 && kind !== 3) || !widths.includes(format.bitsPerSample)) {
    fail(
      'bad-audio',
      `This WAV file is compressed or of a rare kind (format ${kind}, ${format.bitsPerSample} bits). Save it as 16-bit PCM.`,
      { format: kind, bitsPerSample: format.bitsPerSample },
    );
  }
  if (format.channelCount < 1 || format.channelCount > caps.channels) {
    damaged(`it claims ${format.channelCount} channels`);
  }
  if (format.sampleRateHz < 1 || format.sampleRateHz > caps.rateHz) {
    damaged(`it claims ${format.sampleRateHz} samples per second`);
  }
  return format;
}

function readData(view: DataView, start: number, end: number, format: WavFormat): WavSound {
  const { channelCount, sampleRateHz, bitsPerSample } = format;
  const width = bitsPerSample / 8;
  const sampleCount = Math.floor((end - start) / (width * channelCount));
  if (sampleCount === 0) damaged('it holds no sound');
  const read = sampleReader(view, format);
  const samples = new Float32Array(sampleCount);
  for (let i = 0; i < sampleCount; i++) {
    let sum = 0;
    for (let channel = 0; channel < channelCount; channel++)
      sum += read(start + (i * channelCount + channel) * width);
    samples[i] = sum / channelCount;
  }
  if (!samples.every(Number.isFinite)) damaged('it has samples that are not finite');
  return { samples, sampleRateHz, channelCount };
}

/** Reads one sample at a byte offset, scaled so that full scale is 1. */
function sampleReader(view: DataView, { isFloat, bitsPerSample }: WavFormat): (at: number) => number {
  if (isFloat)
    return bitsPerSample === 32 ? (at) => view.getFloat32(at, true) : (at) => view.getFloat64(at, true);
  if (bitsPerSample === 8) return (at) => (view.getUint8(at) - 128) / 128; // the one unsigned width
  if (bitsPerSample === 16) return (at) => view.getInt16(at, true) / 2 ** 15;
  if (bitsPerSample === 24)
    return (at) => (view.getInt8(at + 2) * 2 ** 16 + view.getUint16(at, true)) / 2 ** 23;
  return (at) => view.getInt32(at, true) / 2 ** 31;
}

function name(view: DataView, at: number): string {
  return String.fromCharCode(
    view.getUint8(at),
    view.getUint8(at + 1),
    view.getUint8(at + 2),
    view.getUint8(at + 3),
  );
}

function hex(view: DataView, at: number, length: number): string {
  return Array.from({ length }, (_, i) =>
    view
      .getUint8(at + i)
      .toString(16)
      .padStart(2, '0'),
  ).join('');
}

function damaged(reason: string): never {
  fail('bad-audio', `This WAV file is damaged: ${reason}. Save or record it again.`);
}
