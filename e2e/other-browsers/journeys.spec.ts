import { readFile, writeFile } from 'node:fs/promises';
import { expect, type Page, type TestInfo, test } from '@playwright/test';
import { SITE_FOLDER } from '../../cli/browser/ensure-built';
import { type RunningServer, serveSite } from '../../cli/browser/serve-site';
import { SpeakingPage } from '../../cli/browser/speaking-page';
import { readWav } from '../../src/core/pcm/read-wav';
import { encodeWav } from '../../src/core/pcm/wav-writer';
import { tarBlob } from '../../src/platform/opfs/tar';
import { MODERN, toyHubFiles } from '../../test/toy/toy-hub';
import { installedBrowsers } from './kinds';
import { OtherPage } from './other-page';
import { startSoundServer } from './sound-server';

/** `LOADS=20` loads so often. */
const LOADS = Number(process.env.LOADS ?? 2);
const TEXT = 'The same seed, the same samples.';
const SEED = '7';

for (const { name, hasDisk, start } of installedBrowsers) {
  for (const isIsolated of [false, true]) {
    const isTold = isIsolated ? 'isolated' : 'not isolated';
    testUnlessCrashed(`${name}, ${isTold}: loads ${LOADS} times and speaks to the end`, async () => {
      test.setTimeout(240_000 + LOADS * 60_000);
      const site = await serveSite({ folder: SITE_FOLDER, isIsolated });
      await inBrowser(start, async (page) => {
        for (let load = 0; load < LOADS; load++) await page.open(site.url);
        expect(await page.browser.read('crossOriginIsolated')).toBe(isIsolated);
        await page.speak(TEXT);
        const facts = await page.browser.read("document.querySelector('main, body').textContent");
        expect(facts).not.toContain('the runtime did not start');
      }).finally(() => site.close());
    });
  }

  const journey =
    'Stop, seek, the samples of a seed, axe, an import; then clones and speaks without a network';
  testUnlessCrashed(`${name}: ${journey}`, async (chromium, info) => {
    test.setTimeout(600_000);
    const files = { recording: info.outputPath('me.wav'), checkpoint: info.outputPath('toy.tar') };
    await writeFile(files.recording, encodeWav(tone, 24_000, 'pcm16'));
    await writeFile(files.checkpoint, await toyArchive());
    const site = await serveSite({ folder: SITE_FOLDER, isIsolated: true });
    const expected = await spokenInChromium(chromium, site);
    await inBrowser(start, async (page) => {
      await page.open(site.url);
      await page.unfold('Advanced');
      await page.fill('Length limit', '30');
      await page.fill('Text to speak', 'This is said for a long time. '.repeat(40));
      await page.browser.press('Speak');
      await page.untilStatus(/^Speaking/);
      await page.browser.press('Stop');
      await page.untilStatus(/^Stopped/);

      await page.fill('Length limit', '2');
      await page.fill('Seed', SEED);
      await page.speak(TEXT);
      expectSameSamples(readWav(await page.wav()).samples, expected);
      await expectSeeking(page);
      expect(await page.complaints()).toEqual([]);

      await chooseImport(page, files.checkpoint);
      if (hasDisk) await page.untilText('.library-result', /is on this device/, 180_000);
      else await page.untilText('.library [role=alert]', /no disk space for models.*use another browser/);
      await page.untilText('.offline-line', /^Ready without a network/, 180_000);
      await site.close();
      await page.open(site.url);
      await page.unfold('Advanced');
      await page.fill('Length limit', '2');
      await page.check('From a recording');
      await page.upload('Choose a file', files.recording);
      await page.untilText('.reference-ready', /me\.wav/);
      await page.fill('What the recording says', 'A tone.');
      await page.check('my own voice');
      await page.speak('Hello.');
      if (!hasDisk) return;
      await page.press('Use');
      await page.untilText('.library', /In use/);
      await page.untilReady();
      await page.speak('From the device.');
    }).finally(() => site.close());
  });
}

/** WebKitGTK's own process crashes now and then, in its script engine and in a check of its own: then all is done once more. */
function testUnlessCrashed(title: string, run: (chromium: Page, info: TestInfo) => Promise<void>): void {
  test(title, async ({ page }, info) => {
    for (let left = 2; ; left--) {
      try {
        return await run(page, info);
      } catch (error) {
        if (left === 0 || !/page crash or hang|Could not parse script result/.test(String(error)))
          throw error;
      }
    }
  });
}

async function inBrowser(
  start: (typeof installedBrowsers)[number]['start'],
  use: (page: OtherPage) => Promise<void>,
): Promise<void> {
  const sound = await startSoundServer();
  const browser = await start(sound.environment);
  try {
    await use(new OtherPage(browser));
  } finally {
    await browser.close();
    await sound.close();
  }
}

const tone = Float32Array.from(
  { length: 3 * 24_000 },
  (_, i) => 0.4 * Math.sin((2 * Math.PI * 220 * i) / 24_000),
);

/** A toy checkpoint with its codec. */
async function toyArchive(): Promise<Buffer> {
  const entries = [...toyHubFiles([MODERN])].map(([name, file]) => {
    const blob = new Blob([file.read(0, file.byteLength) as Uint8Array<ArrayBuffer>]);
    return { name, blob };
  });
  return Buffer.from(await tarBlob(entries).arrayBuffer());
}

async function chooseImport(page: OtherPage, path: string): Promise<void> {
  await page.unfold('Add a model');
  // Before the form is there, “From a recording” is the only field that is called so.
  await page.untilText('details.install', /Address of the package/);
  await page.fill('From', 'files');
  await page.upload('Choose an archive or files', path);
  await page.fill('Stored as', 'q4');
  await page.press('Install');
}

async function spokenInChromium(page: Page, site: RunningServer): Promise<Float32Array> {
  const speaking = new SpeakingPage(page);
  await speaking.open(site.url);
  await speaking.untilReady();
  await speaking.setAdvanced('Length limit', '2');
  await speaking.keepSeed(Number(SEED));
  await speaking.speak(TEXT);
  const wav = readWav(await readFile(await (await speaking.download()).path()));
  await page.close();
  return wav.samples;
}

/** The samples of a WAV file have 16 bits: float noise moves one to its neighbour. None was moved when this was written. */
function expectSameSamples(samples: Float32Array, expected: Float32Array): void {
  expect(samples.length).toBe(expected.length);
  const furthest = samples.reduce((most, sample, at) => Math.max(most, Math.abs(sample - expected[at]!)), 0);
  expect(furthest).toBeLessThanOrEqual(2 / 32_768);
}

/** Plays on from the place that the slider is moved to. */
async function expectSeeking(page: OtherPage): Promise<void> {
  await page.browser.read(`(() => {
    window.places = [];
    const slider = document.querySelector('.seek');
    setInterval(() => window.places.push(Number(slider.value)), 20);
    return true;
  })()`);
  await page.fill('Place in the speech', '0.5');
  const isHeard = 'places.some((at) => at > 0.6 && at < 1.5) && places.at(-1) > 1.8';
  await expect.poll(() => page.browser.read(isHeard)).toBe(true);
}
