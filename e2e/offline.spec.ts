import type { BrowserContext, Page } from '@playwright/test';
import type { RunningServer } from '../cli/browser/serve-site';
import type { SpeakingPage } from '../cli/browser/speaking-page';
import { encodeWav } from '../src/core/pcm/wav-writer';
import { complaints } from './support/axe';
import { ModelsPanel } from './support/models-panel';
import { BUNDLED, PACKAGES_PATH, TOY_Q4 } from './support/packages';
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

test.beforeEach(async ({ speaking }) => {
  await speaking.untilReady();
  await speaking.untilKept();
});

test('after one visit the page speaks and clones with the network off, with an imported model too', async ({
  speaking,
  site,
  context,
}) => {
  const { page } = speaking;
  await offerInstallation(page);
  await page.getByRole('contentinfo').getByRole('button', { name: 'Install' }).click();
  await expect.poll(() => page.evaluate('asked')).toEqual(['install']);
  await new ModelsPanel(page).installPackage(`${site.origin}${PACKAGES_PATH}${TOY_Q4}/`);
  await expect(new ModelsPanel(page).result).toContainText('is on this device');
  expect(await page.evaluate('asked')).toEqual(['install', 'persist']);
  await cutOff(site, context);

  await speaking.open(site.url);
  await speaking.untilReady();
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await speaking.chooseBackend('wasm');
  await speaking.setAdvanced('Length limit', '3');
  const { heard, expected } = await speakAndHear(speaking, BUNDLED, 'Nobody is out there.');
  expect(snrDecibels(expected, heard)).toBeGreaterThanOrEqual(80);

  await speakFromRecording(speaking);
  await speaking.untilGenerated();
  expect(await speaking.problem()).toBeNull();

  const model = new ModelsPanel(page).model('Toy (q4)');
  await model.getByRole('button', { name: 'Use' }).click();
  await expect(model.getByRole('button', { name: 'In use' })).toBeVisible();
  await speaking.untilReady();
  expect(await speaking.modelFact('From')).toBe('this device');
  await speaking.setAdvanced('Length limit', '1');
  await speaking.speak('From the device.');
  expect((await speaking.figures()).generated).toMatch(/^\d/);
});

test('what is not kept yet is said, and so is what it is needed for', async ({ speaking, site, context }) => {
  const { page } = speaking;
  await cutOff(site, context);
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

async function cutOff(site: RunningServer, context: BrowserContext): Promise<void> {
  await site.close();
  await context.setOffline(true);
}

/** Does as a browser that can install the page, and notes in `asked` what it is asked for. */
async function offerInstallation(page: Page): Promise<void> {
  await page.evaluate(() => {
    const asked: string[] = [];
    const prompt = async () => void asked.push('install');
    navigator.storage.persist = async () => asked.push('persist') > 0;
    Object.assign(window, { asked });
    window.dispatchEvent(Object.assign(new Event('beforeinstallprompt', { cancelable: true }), { prompt }));
  });
  expect(await complaints(page)).toEqual([]);
}

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
