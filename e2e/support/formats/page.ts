import type { SoundFormat } from '../../../src/core/api/api-host';
import { joinBytes } from '../../../src/core/data/join-bytes';
import { FailureError } from '../../../src/core/failure';
import { encodeSamples } from '../../../src/core/pcm/sample-format';
import { soundFormats } from '../../../src/platform/media/sound-formats';
import { bestShift } from '../sound';

const RATE_HZ = 24_000;
/** Longer than the delay of any codec. */
const FURTHEST_SHIFT = 6000;
const PART_SAMPLES = 4800;

const violations: string[] = [];
document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
  violations.push(`${violatedDirective} ${blockedURI}`),
);

/** A vowel that glides, in syllables: no two stretches of it are alike. */
function madeSpeech(seconds: number): Float32Array {
  let phase = 0;
  return Float32Array.from({ length: seconds * RATE_HZ }, (_, at) => {
    const time = at / RATE_HZ;
    phase += (2 * Math.PI * (120 + 40 * Math.sin(1.7 * time) + 25 * time)) / RATE_HZ;
    const loudness = 0.12 * (1 + Math.sin(2 * Math.PI * 3.1 * time + time * time));
    return loudness * (Math.sin(phase) + 0.6 * Math.sin(2 * phase) + 0.4 * Math.sin(5 * phase));
  });
}

const calls = {
  available: () => soundFormats.available(),

  /** What a format makes of a sound, decoded again by the browser. */
  async roundTrip(format: SoundFormat, isLengthKnown: boolean) {
    const source = madeSpeech(3);
    const encoder = await soundFormats.open(format, RATE_HZ, isLengthKnown ? source.length : null);
    const parts: Uint8Array[] = [];
    for (let at = 0; at < source.length; at += PART_SAMPLES) {
      parts.push(await encoder.add(source.subarray(at, at + PART_SAMPLES)));
    }
    const bytesBefore = joinBytes(parts).length;
    parts.push(await encoder.end());
    const file = joinBytes(parts);
    const context = new OfflineAudioContext(1, 1, RATE_HZ);
    const decoded =
      format === 'pcm'
        ? fromPcm(file)
        : (await context.decodeAudioData(file.slice().buffer)).getChannelData(0);
    const { shift, likeness } = bestShift(source, decoded, FURTHEST_SHIFT);
    return {
      contentType: encoder.contentType,
      byteLength: file.length,
      /** Part of the file that was there before the end was told. */
      earlyShare: bytesBefore / file.length,
      extraSamples: decoded.length - source.length,
      shift,
      likeness,
      wrongSamples: wrongSamples(source, decoded),
    };
  },

  /** An encoder that is given up ends its thread, and the next one works. */
  async giveUp(format: SoundFormat) {
    const encoder = await soundFormats.open(format, RATE_HZ, null);
    await encoder.add(madeSpeech(1));
    encoder.cancel();
    const next = await soundFormats.open(format, RATE_HZ, null);
    return (await next.add(madeSpeech(1))).length + (await next.end()).length;
  },

  async failureOf(format: SoundFormat, sampleRateHz: number) {
    try {
      const encoder = await soundFormats.open(format, sampleRateHz, null);
      await encoder.add(madeSpeech(1));
      return 'nothing';
    } catch (error) {
      return error instanceof FailureError ? `${error.failure.kind}: ${error.message}` : String(error);
    }
  },

  violations: () => violations,
};

/** Samples that differ from those of a WAV file of 16 bits. This browser scales them by 32768, those above 0 by 32767. */
function wrongSamples(source: Float32Array, decoded: Float32Array): number {
  const written = new Int16Array(encodeSamples(source, 'pcm16').buffer);
  if (decoded.length !== written.length) return written.length;
  return written.filter((value, at) => {
    const sample = decoded[at]!;
    return Math.abs(sample * (sample < 0 ? 32_768 : 32_767) - value) > 0.01;
  }).length;
}

function fromPcm(file: Uint8Array): Float32Array {
  const samples = new Int16Array(file.slice().buffer);
  return Float32Array.from(samples, (value) => value / (value < 0 ? 32_768 : 32_767));
}

export type FormatCalls = typeof calls;

declare global {
  var formats: FormatCalls;
}

globalThis.formats = calls;
