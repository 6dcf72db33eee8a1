import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PresetVoice } from '../src/core/package/manifest';
import { decodeOneShot } from './support/one-shot';
import { BUNDLED } from './support/packages';
import { forgetRecord, recordedSamples } from './support/recorder';
import { expect, test } from './support/site';
import { loudness, snrDecibels } from './support/sound';

const { voices } = JSON.parse(readFileSync(join(BUNDLED, 'manifest.json'), 'utf8')) as {
  readonly voices: readonly PresetVoice[];
};

test('every preset can be heard before it is chosen, and says whose it is', async ({ speaking }) => {
  const { page } = speaking;
  await speaking.untilReady();
  for (const { name, codes } of voices) {
    await forgetRecord(page);
    await page.getByRole('button', { name: `Listen to ${name}`, exact: true }).click();
    await expect(speaking.status).toContainText(`This is ${name}.`);
    await expect(page.getByRole('button', { name: `Listen to ${name}`, exact: true })).toBeVisible();
    const heard = await recordedSamples(page);
    expect(loudness(heard)).toBeGreaterThan(0.01);
    expect(heard.length / 24_000).toBeGreaterThan(0.5);
    expect(heard.length / 24_000).toBeLessThan(5);
    if (!codes) continue;
    const grid = { codes: codes.flat(), codebookCount: codes.length, frameCount: codes[0]!.length };
    const piece = { ...grid, pauseSamples: 0 };
    expect(snrDecibels(await decodeOneShot(BUNDLED, [piece]), heard)).toBeGreaterThan(80);
  }
  await expect(page.getByRole('radio').first()).toBeChecked();
  expect((await speaking.figures()).generated).toBe('0.0 s');

  const { name, licence } = voices.at(-1)!;
  await speaking.chooseVoice(name);
  await page.getByText('About this voice').click();
  await expect(page.getByText(`Licence: ${licence}`)).toBeVisible();
});

test('a preset that sounds makes way for Stop and for Speak', async ({ speaking }) => {
  const { page } = speaking;
  await speaking.untilReady();
  await speaking.setAdvanced('Length limit', '1');
  const { name } = voices.at(-1)!;
  const listen = page.getByRole('button', { name: `Listen to ${name}`, exact: true });
  const stop = page.getByRole('button', { name: `Stop ${name}`, exact: true });
  await listen.click();
  await expect(stop).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(listen).toBeVisible();
  await listen.click();
  await expect(stop).toBeVisible();
  await speaking.speak('And now this.');
  await expect(listen).toBeVisible();
  expect(await speaking.problem()).toBeNull();
});
