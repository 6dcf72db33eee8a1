import { expect } from '@playwright/test';
import type { SpeakingPage } from '../../cli/browser/speaking-page';
import { decodeOneShot } from './one-shot';
import { forgetRecord, recordedPieces, recordedSamples } from './recorder';

export type Take = {
  /** What reached the audio thread. */
  readonly heard: Float32Array;
  /** The same codes, each piece decoded at once by the native runtime. */
  readonly expected: Float32Array;
};

/** Speaks and waits until all of it reached the audio thread. @param packageFolder what the page has loaded. */
export async function speakAndHear(
  speaking: SpeakingPage,
  packageFolder: string,
  text: string,
): Promise<Take> {
  await forgetRecord(speaking.page);
  await speaking.speak(text);
  const pieces = await recordedPieces(speaking.page);
  expect(pieces.map(({ index }) => index)).toEqual(pieces.map((_, index) => index));
  const expected = await decodeOneShot(packageFolder, pieces);
  expect(expected.length).toBeGreaterThan(0);
  const heardLength = async () => (await recordedSamples(speaking.page)).length;
  await expect.poll(heardLength, 'samples that reached the audio thread').toBe(expected.length);
  return { heard: await recordedSamples(speaking.page), expected };
}
