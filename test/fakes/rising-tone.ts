import { encodeWav } from '../../src/core/pcm/wav-writer';

/** A WAV file with a second of a rising tone. */
export function risingTone(): Uint8Array<ArrayBuffer> {
  const sampleRateHz = 24_000;
  const samples = Float32Array.from(
    { length: sampleRateHz },
    (_, at) => 0.3 * Math.sin((at * (at + 9e4)) / 4e6),
  );
  return encodeWav(samples, sampleRateHz, 'pcm16');
}
