import type { SpeakingPage } from '../cli/browser/speaking-page';
import { encodeWav } from '../src/core/pcm/wav-writer';
import { BUNDLED } from './support/packages';
import { expect, test } from './support/site';
import { snrDecibels } from './support/sound';
import { speakAndHear } from './support/take';

test.use({
  serviceWorkers: 'allow',
  hosting: { basePath: '/some/base/', isIsolated: true },
  // The browser's own words for what the tests take away.
  expectedErrors:
    /Failed to load resource|net::ERR|wasm streaming compile failed|falling back to ArrayBuffer|prepare wasm|Aborted\(/i,
});

const recording = Buffer.from(
  encodeWav(
    Float32Array.from({ length: 3 * 24_000 }, (_, i) => 0.4 * Math.sin((2 * Math.PI * 220 * i) / 24_000)),
    24_000,
    'pcm16',
  ),
);

test.beforeEach(async ({ speaking, site, context }) => {
  await speaking.untilReady();
  await expect(speaking.page.getByText('Works offline.', { exact: true })).toBeVisible();
  await site.close();
  await context.setOffline(true);
});

test('after one visit the page speaks and clones with the network off', async ({ speaking, site }) => {
  await speaking.open(site.url);
  await speaking.untilReady();
  expect(await speaking.page.evaluate(() => crossOriginIsolated)).toBe(true);
  await speaking.chooseBackend('wasm');
  await speaking.setAdvanced('Length limit', '3');
  const { heard, expected } = await speakAndHear(speaking, BUNDLED, 'Nobody is out there.');
  expect(snrDecibels(expected, heard)).toBeGreaterThanOrEqual(80);

  await speakFromRecording(speaking);
  await speaking.untilGenerated();
  expect(await speaking.problem()).toBeNull();
});

test('what is not kept yet is said, and so is what it is needed for', async ({ speaking, site }) => {
  const { page } = speaking;
  await page.evaluate(async () => {
    const cache = await caches.open((await caches.keys()).find((name) => name.startsWith('pagevoice-site'))!);
    for (const { url } of await cache.keys())
      if (/codec-encoder|\.(jspi|asyncify).*\.wasm\.bin/.test(url)) await cache.delete(url);
  });
  await speaking.open(site.url);
  await speaking.untilReady();
  await expect(page.getByText(/^Not all of this works offline yet: .* MB are missing/)).toContainText(
    /cloning a voice, WebGPU/,
  );
  await speakFromRecording(speaking);
  await expect(speaking.alert).toContainText(/needs for cloning a voice could not be fetched/);
  await page.getByRole('combobox', { name: 'Runs on' }).selectOption('webgpu');
  await expect(speaking.alert).toContainText(/could not be fetched.*Another backend may be kept here/);
});

async function speakFromRecording(speaking: SpeakingPage): Promise<void> {
  const { page } = speaking;
  await speaking.chooseVoice('From a recording');
  const file = { name: 'me.wav', mimeType: 'audio/wav', buffer: recording };
  await page.getByLabel('Choose a file').setInputFiles(file);
  await page.getByRole('textbox', { name: 'What the recording says' }).fill('A tone.');
  await page.getByRole('checkbox', { name: /my own voice/ }).check();
  await speaking.write('Hello.');
  await speaking.pressSpeak();
}
