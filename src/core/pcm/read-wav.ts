import { say } from '../sentence';
import { mixDown } from './mix-to-mono';
import { damagedWav, findWavParts } from './wav-parts';
import { readWavFormat, sampleReader } from './wav-samples';

/** Sound of a file, mixed to mono. */
export type WavSound = {
  readonly samples: Float32Array;
  readonly sampleRateHz: number;
  readonly channelCount: number;
};

/**
 * Reads every sample format of WAVE that is not compressed: integers up to 32 bits, floats of 32 and 64 bits,
 * A-law and mu-law, plain or extensible, with any channels, also of files whose sizes were never filled in.
 * @throws FailureError 'bad-audio'
 */
export function readWav(bytes: Uint8Array): WavSound {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { isLittleEndian, format: formatSpan, data } = findWavParts(view);
  const format = readWavFormat(view, formatSpan, isLittleEndian);
  const { channelCount, sampleRateHz, sampleBytes } = format;
  const sampleCount = Math.floor((data.end - data.start) / (sampleBytes * channelCount));
  if (sampleCount === 0) damagedWav(say`it holds no sound`);
  const read = sampleReader(view, format, isLittleEndian);
  const samples = mixDown(channelCount, sampleCount, (channel, i) =>
    read(data.start + (i * channelCount + channel) * sampleBytes),
  );
  if (!samples.every(Number.isFinite)) damagedWav(say`it has samples that are not finite`);
  return { samples, sampleRateHz, channelCount };
}
