import { TakeSound } from '../../../core/pcm/take-sound';

/**
 * A take whose finished blocks are blobs. Chromium moves their bytes out of the page's process, and to the
 * disk when they become many. Source: Chromium, storage/browser/blob/README.md. Other browsers may keep them
 * in memory: there an hour can be 173 MB of the page's memory, half of what floats would be.
 */
export type PageTake = TakeSound<Blob>;

export function startTake(sampleRateHz: number): PageTake {
  return new TakeSound(sampleRateHz, (block) => new Blob([block]));
}

/** The take so far, complete or not, as a WAV file; no sound is loaded into memory for it. */
export function wavFileOf(take: PageTake): Blob {
  return new Blob([...take.wavParts()], { type: 'audio/wav' });
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
