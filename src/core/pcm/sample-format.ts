/** Sample format of a WAV file: 16-bit integers, or the floats as they are. */
export type SampleFormat = 'pcm16' | 'float32';

export const bytesPerSample: Readonly<Record<SampleFormat, number>> = { pcm16: 2, float32: 4 };

/** The codec's output is not bounded; what leaves the program is. Not a number becomes silence. */
export function clipSample(sample: number): number {
  return Number.isNaN(sample) ? 0 : Math.max(-1, Math.min(1, sample));
}

/** Clips in place. */
export function clip(samples: Float32Array): void {
  for (let i = 0; i < samples.length; i++) samples[i] = clipSample(samples[i]!);
}

/** @returns little-endian bytes, clipped to −1…1; 16-bit values are −32767…32767, so that both signs scale alike. */
export function encodeSamples(samples: Float32Array, format: SampleFormat): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(samples.length * bytesPerSample[format]);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < samples.length; i++) {
    const sample = clipSample(samples[i]!);
    if (format === 'pcm16') view.setInt16(2 * i, Math.round(sample * 32_767), true);
    else view.setFloat32(4 * i, sample, true);
  }
  return bytes;
}

/** Back from the bytes of `encodeSamples` in 16 bit. */
export function decodePcm16(bytes: ArrayBuffer): Float32Array {
  const view = new DataView(bytes);
  const samples = new Float32Array(bytes.byteLength / bytesPerSample.pcm16);
  for (let i = 0; i < samples.length; i++) samples[i] = view.getInt16(2 * i, true) / 32_767;
  return samples;
}
