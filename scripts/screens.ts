import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { SpeakingPage } from '../cli/browser/speaking-page';
import { formatBytes } from '../src/core/data/units';
import { encodeWav } from '../src/core/pcm/wav-writer';
import { english } from '../src/core/sentence';
import { longText } from './bench/long-text';
import { onBuiltSite } from './on-built-site';
import { Camera } from './screens/camera';

/** Takes pictures of every screen of the built page into docs/screens. */
const FOLDER = 'docs/screens';
const DIALOGUE = `# The bridge

The bridge is closed today, so take the other road.

Anna: Are you cold?
Ben: No. The river is long, and the water is cold in the morning.

# The road

We walked to the village and came back before the rain.`;

await main();

async function main(): Promise<void> {
  await onBuiltSite(async (browser, site) => {
    for (const name of await readdir(FOLDER)) if (name.endsWith('.webp')) await rm(join(FOLDER, name));
    const context = await browser.newContext({ serviceWorkers: 'block', locale: 'en' });
    const page = await context.newPage();
    const camera = new Camera(page, await context.newCDPSession(page), FOLDER);
    const speaking = new SpeakingPage(page);
    await takeVisit(camera, speaking, site.url);
    await takeErrors(camera, speaking);
    await takeVoices(camera, speaking);
    await takeStudio(camera, speaking);
    await takeModels(camera, speaking, site.url);
    await takeGerman(camera, speaking, site.url);
    console.log(`${english(formatBytes(camera.byteLength))} in ${FOLDER}`);
  });
}

async function takeVisit(camera: Camera, speaking: SpeakingPage, url: string): Promise<void> {
  const { page } = speaking;
  const letThrough = await holdModel(page);
  await speaking.open(url);
  await camera.take('loading');
  letThrough();
  await speaking.untilReady();
  await camera.take('first-visit');
  await speaking.write(longText(10));
  await speaking.pressSpeak();
  await camera.take('speaking');
  await page.keyboard.press('Escape');
  await speaking.speak('The sun rises in the east and sets in the west.');
  await page.keyboard.press('Escape');
  await camera.take('finished');
}

/** @returns what lets the weights of the model come. */
async function holdModel(page: Page): Promise<() => void> {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  await page.route(/\/models\/voice\/.*\.bin/, async (route) => {
    await opened;
    await route.continue();
  });
  return () => open();
}

async function takeErrors(camera: Camera, speaking: SpeakingPage): Promise<void> {
  await speaking.write('!!!!');
  await speaking.pressSpeak();
  await camera.take('error');
  await speaking.page.getByRole('button', { name: 'Dismiss' }).click();
}

async function takeVoices(camera: Camera, speaking: SpeakingPage): Promise<void> {
  const { page } = speaking;
  await speaking.write('On 12/03/2026 Dr. Smith paid $3.50 for a жаба.');
  await page.getByText('What will be said', { exact: true }).click();
  await page.getByText('Pronunciations', { exact: true }).click();
  await page.getByText('Numbers, signs and abbreviations').click();
  await page.getByText('Advanced', { exact: true }).click();
  await page.getByRole('button', { name: 'Reset' }).first().waitFor();
  await camera.take('text-rules');
  for (const name of ['What will be said', 'Pronunciations', 'Advanced'])
    await page.getByText(name, { exact: true }).click();
  await page.getByText('Numbers, signs and abbreviations').click();
  await speaking.chooseVoice('From a recording');
  const samples = Float32Array.from(
    { length: 45 * 8000 },
    (_, i) => 0.4 * Math.sin(i / 6) * Math.sin(i / 4000),
  );
  await page.getByLabel('Choose a file').setInputFiles({
    name: 'me.wav',
    mimeType: 'audio/wav',
    buffer: Buffer.from(encodeWav(samples, 8000, 'pcm16')),
  });
  await page.getByText(/^me.wav/).waitFor();
  await page.getByRole('textbox', { name: 'What the recording says' }).fill('A tone that swells.');
  await page.getByRole('checkbox', { name: /my own voice/ }).check();
  await page.getByRole('textbox', { name: 'Name of the voice' }).fill('Anna');
  await camera.take('own-voice');
  await page.getByRole('button', { name: 'Keep this voice' }).click();
  await page.getByRole('radio', { name: /^Anna/ }).waitFor();
  await camera.take('own-voice-kept');
  await page.getByRole('radio').first().check();
}

async function takeStudio(camera: Camera, speaking: SpeakingPage): Promise<void> {
  const { page } = speaking;
  await speaking.write(DIALOGUE);
  await page.getByRole('button', { name: 'Open the studio' }).click();
  await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
  await camera.take('studio');
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await speaking.status.filter({ hasText: 'All sentences are made.' }).waitFor();
  await page.locator('[data-row]').nth(2).click();
  await page.getByRole('button', { name: 'Say anew' }).click();
  await page.getByRole('group', { name: '2 takes' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Insert a pause or an event' }).click();
  await camera.take('studio-takes');
  await page.getByRole('button', { name: 'Insert a pause or an event' }).click();
  await page.getByText('Export the sound').click();
  await page.getByRole('combobox', { name: 'Format' }).waitFor();
  await camera.take('studio-export');
  await page.getByText('Export the sound').click();
  await page.getByRole('button', { name: 'Projects' }).click();
  await page.getByLabel('Import a file').waitFor();
  await camera.take('studio-projects');
  await page.getByRole('button', { name: 'Keys' }).click();
  await camera.take('studio-keys');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Close the studio' }).click();
}

async function takeModels(camera: Camera, speaking: SpeakingPage, url: string): Promise<void> {
  const { page } = speaking;
  await page.goto(url);
  await speaking.untilReady();
  await camera.take('gone-on-with');
  await page.getByText('Add a model', { exact: true }).click();
  await page.getByText('Report of this device', { exact: true }).click();
  await page.getByRole('table').first().waitFor();
  await camera.take('models');
  await page.goto(`${url}?model=missing`);
  await speaking.alert.locator('p').first().waitFor();
  await camera.take('error-model');
}

/** German words are long, and find out what is too narrow. */
async function takeGerman(camera: Camera, { page }: SpeakingPage, url: string): Promise<void> {
  await page.goto(`${url}?language=de`);
  await page.locator('.pill.ready').waitFor();
  await camera.take('german');
  await page.getByRole('button', { name: 'Weitermachen', exact: true }).click();
  await page.locator('[data-row]').nth(2).click();
  await page.keyboard.press('Escape');
  await page.getByText('Ton exportieren').click();
  await page.getByRole('combobox', { name: 'Format' }).waitFor();
  await camera.take('german-studio');
}
