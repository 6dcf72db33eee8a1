import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { SpeakingPage } from '../cli/browser/speaking-page';
import { readWav } from '../src/core/pcm/read-wav';
import { openPlainBrowser } from './support/plain-browser';
import { forgetRecord, recordedSamples } from './support/recorder';
import { expect, test } from './support/site';

/** Three times as long as what is kept in memory. */
const TEXT = 'The page speaks, and nothing leaves it. The river is long, and the moon is white. '.repeat(7);
const playedSeconds = async (page: Page) =>
  Number.parseFloat((await page.locator('dt', { hasText: 'Played' }).locator('+ dd').textContent()) ?? '');

async function prepare(speaking: SpeakingPage): Promise<void> {
  await speaking.untilReady();
  await speaking.chooseBackend('wasm');
  await speaking.keepSeed(7);
  await speaking.chooseAdvanced('Cut long text', 'word');
  await speaking.setAdvanced('Words per piece', '14');
  await speaking.setAdvanced('Pieces remembered', '0');
  // Whether a piece is made again depends on the time that is left.
  await speaking.setAdvanced('Made again', '0');
}

test('sound that has left memory is heard again from any place, and saved whole', async ({ speaking }) => {
  const { page } = speaking;
  await prepare(speaking);
  await speaking.speak(TEXT);
  const wav = readWav(await readFile(await (await speaking.download()).path()));
  const seconds = wav.samples.length / wav.sampleRateHz;
  expect(seconds).toBeGreaterThan(22);
  const place = page.getByRole('slider', { name: 'Place in the speech' });
  for (const from of [0, 8, 12.5, 18, 21]) {
    // What sounds from the place before must not be taken for this one.
    await speaking.stopButton.click();
    await forgetRecord(page);
    await place.fill(String(from));
    const expected = wav.samples.subarray(from * wav.sampleRateHz);
    const least = Math.min(expected.length, 4 * wav.sampleRateHz);
    await expect.poll(async () => (await recordedSamples(page)).length).toBeGreaterThanOrEqual(least);
    const heard = (await recordedSamples(page)).subarray(0, least);
    expect(furthestApart(heard, expected)).toBeLessThan(2 / 32_767);
  }
});

test('a take made in a hidden tab is the one made in front of somebody, and is heard', async ({ site }) => {
  const { context, close } = await openPlainBrowser();
  try {
    const page = await context.newPage();
    await page.addInitScript(keepSavedFiles);
    const speaking = new SpeakingPage(page);
    await speaking.open(site.url);
    await prepare(speaking);
    await speaking.speak(TEXT);
    const seen = await savedSamples(speaking);

    await speaking.pressSpeak();
    expect(await heldLocks(page)).toEqual(['pagevoice-at-work']);
    const other = await context.newPage();
    await other.bringToFront();
    await expect.poll(() => page.evaluate(() => document.visibilityState)).toBe('hidden');
    await speaking.untilGenerated();
    const before = await playedSeconds(page);
    await expect.poll(() => playedSeconds(page)).toBeGreaterThan(before + 3);
    expect(await page.evaluate(() => document.visibilityState)).toBe('hidden');
    const hidden = await savedSamples(speaking);
    expect(hidden.length).toBe(seen.length);
    expect(furthestApart(hidden, seen)).toBeLessThan(1e-3);

    await speaking.stopButton.evaluate((button: HTMLElement) => button.click());
    await expect.poll(() => heldLocks(page)).toEqual([]);
  } finally {
    await close();
  }
});

test('sound that the system takes away is paused without a gap, and goes on where it was', async ({
  speaking,
}) => {
  const { page } = speaking;
  await page.addInitScript(() => {
    window.AudioContext = class extends AudioContext {
      constructor(options?: AudioContextOptions) {
        super(options);
        window.soundContext = this;
      }
    };
  });
  await page.reload();
  await prepare(speaking);
  await speaking.speak(TEXT);
  await expect.poll(() => playedSeconds(page)).toBeGreaterThan(1);
  await page.evaluate(() => window.soundContext?.suspend());
  await expect(speaking.status).toContainText('Paused by the system');
  const paused = await playedSeconds(page);

  await page.getByRole('button', { name: 'Go on', exact: true }).click();
  await expect(speaking.status).toContainText('Playing');
  expect(await playedSeconds(page)).toBeGreaterThanOrEqual(paused);
  await expect.poll(() => playedSeconds(page)).toBeGreaterThan(paused + 1);

  // The system gives it back by itself.
  await page.evaluate(() => window.soundContext?.suspend());
  await expect(speaking.status).toContainText('Paused by the system');
  await page.evaluate(() => window.soundContext?.resume());
  await expect(speaking.status).toContainText('Playing');
  await expect(page.locator('dt', { hasText: 'Gaps' }).locator('+ dd')).toHaveText('0');
});

declare global {
  interface Window {
    soundContext?: AudioContext;
    savedFiles: Blob[];
  }
}

/** A browser without the test runner's defaults does not tell of downloads. */
function keepSavedFiles(): void {
  window.savedFiles = [];
  const createObjectURL = URL.createObjectURL.bind(URL);
  URL.createObjectURL = (object) => {
    if (object instanceof Blob) window.savedFiles.push(object);
    return createObjectURL(object);
  };
}

async function savedSamples({ page }: SpeakingPage): Promise<Float32Array> {
  // A hidden page takes no mouse.
  await page.getByRole('button', { name: 'Download WAV' }).evaluate((button: HTMLElement) => button.click());
  const base64 = await page.evaluate(async () => {
    const bytes = new Uint8Array(await window.savedFiles.at(-1)!.arrayBuffer());
    let text = '';
    for (let start = 0; start < bytes.length; start += 8192)
      text += String.fromCharCode(...bytes.subarray(start, start + 8192));
    return btoa(text);
  });
  const { samples, sampleRateHz } = readWav(Buffer.from(base64, 'base64'));
  expect(samples.length / sampleRateHz).toBeGreaterThan(22);
  return samples;
}

function furthestApart(one: Float32Array, other: Float32Array): number {
  return one.reduce((most, sample, i) => Math.max(most, Math.abs(sample - other[i]!)), 0);
}

function heldLocks(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const { held } = await navigator.locks.query();
    return (held ?? []).map(({ name }) => name ?? '').filter((name) => name.startsWith('pagevoice-at'));
  });
}
