import { fail } from '../failure';
import { say } from '../sentence';
import { damagedWav, type Span } from './wav-parts';

export type WavFormat = {
  readonly coding: 'integer' | 'float' | 'a-law' | 'mu-law';
  readonly channelCount: number;
  readonly sampleRateHz: number;
  /** Bytes that one sample of one channel takes. */
  readonly sampleBytes: number;
};

/** Caps above all real recordings; larger numbers come from files that are no WAV. */
const caps = { channels: 64, rateHz: 768_000 };
/** Tail of the subformat GUID of WAVE_FORMAT_EXTENSIBLE, after its first two bytes. */
const SUBFORMAT_TAIL = '000000001000800000aa00389b71';
const codings = new Map([
  [1, 'integer'],
  [3, 'float'],
  [6, 'a-law'],
  [7, 'mu-law'],
] as const);

/** @throws FailureError 'bad-audio' for compressed sound and for numbers that no recording has. */
export function readWavFormat(view: DataView, { start, end }: Span, isLittleEndian: boolean): WavFormat {
  const size = end - start;
  if (size < 16) damagedWav(say`its format is cut off`);
  const u16 = (at: number) => view.getUint16(start + at, isLittleEndian);
  const u32 = (at: number) => view.getUint32(start + at, isLittleEndian);
  let kind = u16(0);
  if (kind === 0xfffe) {
    if (size < 40 || hex(view, start + 26, 14) !== SUBFORMAT_TAIL)
      damagedWav(say`its extended format is not known`);
    kind = u16(24);
  }
  const channelCount = u16(2);
  const sampleRateHz = u32(4);
  const bitsPerSample = u16(14);
  if (channelCount < 1 || channelCount > caps.channels) damagedWav(say`it claims ${channelCount} channels`);
  if (sampleRateHz < 1 || sampleRateHz > caps.rateHz)
    damagedWav(say`it claims ${sampleRateHz} samples per second`);
  const coding = codings.get(kind as 1);
  if (!coding || !widthsOf(coding).includes(bitsPerSample))
    fail(
      'bad-audio',
      say`This WAV file is compressed or of a rare kind (format ${kind}, ${bitsPerSample} bits). Save it as 16-bit PCM.`,
      { format: kind, bitsPerSample },
    );
  return {
    coding,
    channelCount,
    sampleRateHz,
    sampleBytes: sampleBytesOf(bitsPerSample, channelCount, sampleRateHz, u16(12), u32(8)),
  };
}

function widthsOf(coding: WavFormat['coding']): readonly number[] {
  if (coding === 'float') return [32, 64];
  return coding === 'integer' ? Array.from({ length: 32 }, (_, i) => i + 1) : [8];
}

/** Samples of 20 bits take 3 bytes, and some programs give those of 24 bits 4. @param blockBytes of all channels. */
function sampleBytesOf(
  bits: number,
  channelCount: number,
  rateHz: number,
  blockBytes: number,
  bytesPerSecond: number,
): number {
  const needed = Math.ceil(bits / 8);
  const stated = blockBytes / channelCount;
  const isBelievable = Number.isInteger(stated) && stated > needed && stated <= 4;
  return bits <= 32 && isBelievable && bytesPerSecond === blockBytes * rateHz ? stated : needed;
}

/** @returns what reads one sample at a byte offset, scaled so that full scale is 1. */
export function sampleReader(
  view: DataView,
  { coding, sampleBytes }: WavFormat,
  little: boolean,
): (at: number) => number {
  if (coding === 'a-law') return (at) => aLaw(view.getUint8(at));
  if (coding === 'mu-law') return (at) => muLaw(view.getUint8(at));
  if (coding === 'float')
    return sampleBytes === 4 ? (at) => view.getFloat32(at, little) : (at) => view.getFloat64(at, little);
  if (sampleBytes === 1) return (at) => (view.getUint8(at) - 128) / 128; // the one unsigned width
  if (sampleBytes === 2) return (at) => view.getInt16(at, little) / 2 ** 15;
  if (sampleBytes === 4) return (at) => view.getInt32(at, little) / 2 ** 31;
  return little
    ? (at) => (view.getInt8(at + 2) * 2 ** 16 + view.getUint16(at, true)) / 2 ** 23
    : (at) => (view.getInt16(at, false) * 2 ** 8 + view.getUint8(at + 2)) / 2 ** 23;
}

/** Source: ITU-T G.711, A-law: every other bit is inverted; 13 bits, scaled to 16. */
function aLaw(byte: number): number {
  const code = byte ^ 0x55;
  const exponent = (code >> 4) & 7;
  const step = ((code & 15) << 4) + 8;
  const value = exponent === 0 ? step : (step + 256) << (exponent - 1);
  return (code & 0x80 ? value : -value) / 2 ** 15;
}

/** Source: ITU-T G.711, mu-law: all bits are inverted; 14 bits with a bias of 33, scaled to 16. */
function muLaw(byte: number): number {
  const code = ~byte & 0xff;
  const value = ((((code & 15) << 3) + 132) << ((code >> 4) & 7)) - 132;
  return (value === 0 ? 0 : code & 0x80 ? -value : value) / 2 ** 15;
}

function hex(view: DataView, at: number, length: number): string {
  return Array.from({ length }, (_, i) =>
    view
      .getUint8(at + i)
      .toString(16)
      .padStart(2, '0'),
  ).join('');
}
