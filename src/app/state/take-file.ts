import type { MemorySink } from '../../core/pcm/memory-sink';
import { WavSink } from '../../core/pcm/wav-sink';

/** What is there of the take now, complete or not, as a WAV file of 16 bit in pieces. */
export async function wavPartsOf(take: MemorySink): Promise<readonly Uint8Array<ArrayBuffer>[]> {
  const { signal } = new AbortController();
  const file = new WavSink(take.sampleRateHz, 'pcm16');
  for (const chunk of take.chunks) await file.write(chunk, signal);
  await file.finish(signal);
  return file.parts;
}

/** `hello-there-7.wav`: the first words and the seed, so that a take can be found and made again. */
export function takeFileName(text: string, seed: number): string {
  const words = text
    .toLowerCase()
    .replace(/\[speaker\d+\]/g, ' ')
    .match(/[\p{L}\p{N}]+/gu);
  const start = (words ?? []).slice(0, 5).join('-').slice(0, 40);
  return `${start || 'speech'}-${seed}.wav`;
}
