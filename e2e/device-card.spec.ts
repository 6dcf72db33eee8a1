import type { Page } from '@playwright/test';
import axe from 'axe-core';
import type { Manifest } from '../src/core/package/manifest';
import { FIRST_RELEASE } from '../test/toy/toy-hub';
import { DeviceCard } from './support/device-card';
import { test } from './support/hub';
import { ModelsPanel } from './support/models-panel';
import { TOY_Q4 } from './support/packages';
import { expect, withPackage } from './support/site';

/** What large models would be like here, told and asked before anything of them is fetched. */
test.use({ expectedErrors: /Failed to load resource/ });

const QUESTION = 'Install Higgs Audio V2 3B?';

/** A machine whose browser tells of two gigabytes. */
async function withLittleMemory(page: Page): Promise<void> {
  await page.addInitScript(() => Object.defineProperty(navigator, 'deviceMemory', { value: 2 }));
  await page.reload();
}

/** The package says that its feed-forwards are large. */
function enlarged(manifest: Manifest): unknown {
  const feedForward = { type: 'dual', textSize: 2 ** 20, audioSize: 2 ** 20 };
  return { ...manifest, spec: { ...manifest.spec, language: { ...manifest.spec.language, feedForward } } };
}

test('on a software adapter the card measures, predicts and recommends, on a phone too', async ({
  speaking,
  site,
  hub,
}, info) => {
  const { page } = speaking;
  // No model is loaded: none is needed, and on a software adapter that takes minutes.
  await speaking.open(withPackage(site, 'nothing-here'));
  await expect(speaking.alert).toContainText('missing');
  await page.getByRole('combobox', { name: 'Runs on' }).selectOption('webgpu');
  await expect(speaking.alert).toContainText('missing');
  const card = new DeviceCard(page);
  const start = Date.now();
  await card.open();
  await card.untilMeasured();
  expect(await card.fact('Models run on')).toMatch(/^WebGPU, /);
  expect(await card.fact('Largest buffer')).toMatch(/GB|MB/);
  expect(await card.fact('Copies memory at')).toMatch(/\d [kMG]B\/s$/);
  console.log(
    `      measured in ${((Date.now() - start) / 1000).toFixed(1)} s: ${(await card.figures()).join('; ')}`,
  );
  for (const title of ['Higgs Audio V2 3B', 'Higgs Audio V3 4B']) {
    expect(await card.rows(title)).toHaveLength(4);
  }
  // One a model, that of which no weights are published too; how much storage is free is the machine's affair.
  await expect(card.region.getByText(/^Recommended for .*: |^No plan of this model/)).toHaveCount(3);
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => window.axe.run());
  expect(violations.map(({ id }) => id)).toEqual([]);
  await page.screenshot({ path: info.outputPath('desktop.png'), fullPage: true });
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await card.region.screenshot({ path: info.outputPath('phone.png') });

  await card.region.getByRole('button', { name: 'Choose Higgs Audio V3 4B, 8 bit', exact: true }).click();
  const { region } = new ModelsPanel(page);
  await expect(region.getByRole('combobox', { name: 'Model', exact: true })).toHaveValue('higgs-audio-v3-4b');
  // The smallest that has 8 bits to give.
  await expect(page.getByRole('radio', { name: 'GGUF Q8_0 of audio.cpp (recommended)' })).toBeChecked();
  await expect(page.getByRole('combobox', { name: 'Stored as' })).toHaveValue('q8');
  expect(hub.requests).toEqual([]);
});

test('with little memory a large model is asked about: declined, nothing is fetched; agreed, it comes', async ({
  speaking,
  hub,
}, info) => {
  const { page } = speaking;
  await withLittleMemory(page);
  await speaking.untilReady(); // the bundled voice is not asked about
  const models = new ModelsPanel(page);
  await models.installFromHub(FIRST_RELEASE, hub.url, false);
  const question = page.getByRole('region', { name: QUESTION });
  await expect(question).toContainText('This device has about 2 GB of memory');
  await expect(question).toBeFocused();
  await page.screenshot({ path: info.outputPath('question.png') });
  await question.getByRole('button', { name: 'Not now' }).click();
  await expect(question).toHaveCount(0);
  await expect(models.region.getByRole('button', { name: 'Install', exact: true })).toBeFocused();
  expect(hub.requests).toEqual([]);

  await models.region.getByRole('button', { name: 'Install', exact: true }).click();
  await question.getByRole('button', { name: 'Install it anyway' }).click();
  await expect(models.work).toContainText('downloading');
});

test('with little memory a large package in the address is asked about before its weights are read', async ({
  speaking,
  site,
}) => {
  const { page } = speaking;
  const fetched: string[] = [];
  await page.context().route(`**/${TOY_Q4}/**`, async (route) => {
    fetched.push(new URL(route.request().url()).pathname.split('/').at(-1)!);
    if (!fetched.at(-1)!.startsWith('manifest')) return route.continue();
    return route.fulfill({ json: enlarged(await (await route.fetch()).json()) });
  });
  await withLittleMemory(page);
  await page.goto(withPackage(site, TOY_Q4));
  const question = page.getByRole('region', { name: /^Load .*\?$/ });
  await expect(question).toContainText(/needs at least \d+ MB/);
  await question.getByRole('button', { name: 'Not now' }).click();
  await expect(speaking.alert).toContainText('was not loaded, as you wished');
  expect(new Set(fetched)).toEqual(new Set(['manifest.json']));
});
