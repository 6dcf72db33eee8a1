import type { Page } from '@playwright/test';
import { encodeWav } from '../src/core/pcm/wav-writer';
import { chromiumWith, MICROPHONE_FLAGS } from './support/microphone';
import { BUNDLED } from './support/packages';
import { expect, test } from './support/site';
import { speakAndHear } from './support/take';

/** A voice of one's own, from a file and from the microphone. */
test.use({ launchOptions: chromiumWith(MICROPHONE_FLAGS), permissions: ['microphone'] });

const tone = (seconds: number, rateHz: number, loudness = 0.4) =>
  Float32Array.from(
    { length: seconds * rateHz },
    (_, i) => loudness * Math.sin((2 * Math.PI * 220 * i) / rateHz),
  );

async function choose(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  const file = { name, mimeType: 'audio/wav', buffer: Buffer.from(bytes) };
  await page.getByLabel('Choose a file').setInputFiles(file);
}

test.beforeEach(async ({ speaking }) => {
  await speaking.untilReady();
  await speaking.setAdvanced('Length limit', '2');
  await speaking.chooseVoice('From a recording');
});

test('a file of 8 kHz becomes the voice, once its words and the consent are there', async ({ speaking }) => {
  const { page } = speaking;
  await choose(page, 'me.wav', encodeWav(tone(3, 8000), 8000, 'pcm16'));
  await expect(page.getByText('me.wav, 3.0 s')).toBeVisible();
  await speaking.pressSpeak();
  expect(await speaking.problem()).toMatch(/Write down what the recording says/);
  await page.getByRole('textbox', { name: 'What the recording says' }).fill('A tone.');
  await speaking.pressSpeak();
  expect(await speaking.problem()).toMatch(/confirm that you may use/);
  await page.getByRole('checkbox', { name: /my own voice/ }).check();
  await page.getByRole('button', { name: 'Dismiss' }).click();
  const { heard } = await speakAndHear(speaking, BUNDLED, 'Hello.');
  expect(heard.length).toBeGreaterThan(0);
});

test('the microphone is recorded until it is stopped', async ({ speaking }) => {
  const { page } = speaking;
  const startedAt = performance.now();
  await page.getByRole('button', { name: 'Record', exact: true }).click();
  await expect(speaking.status).toContainText('Recording');
  await page.waitForTimeout(2000);
  await page.getByRole('button', { name: 'Stop recording' }).click();
  const recording = page.getByText(/My recording, \d+\.\d s/);
  await expect(recording).toBeVisible();
  // Everything between the two presses and nothing beside it, however slow the machine is.
  const seconds = Number(/([\d.]+) s/.exec((await recording.textContent()) ?? '')?.[1]);
  expect(seconds).toBeGreaterThanOrEqual(1);
  expect(seconds).toBeLessThanOrEqual((performance.now() - startedAt) / 1000 + 0.1);
  await page.getByRole('button', { name: 'Remove the recording' }).click();
  await expect(page.getByText(/5 to 15 seconds of clear speech/)).toBeVisible();
});
