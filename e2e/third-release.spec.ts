import { join } from 'node:path';
import { PACKAGES_FOLDER, TOY_V3 } from './support/packages';
import { expect, test, withPackage } from './support/site';
import { loudness, snrDecibels } from './support/sound';
import { speakAndHear } from './support/take';

const FOLDER = join(PACKAGES_FOLDER, TOY_V3);
const ACCEPT = 'I have read and accept this licence';

test('V3: its licence first, then speech on both backends, and no second question', async ({
  speaking,
  site,
}) => {
  const { page } = speaking;
  const fetched: string[] = [];
  page.context().on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.includes(`/${TOY_V3}/`)) fetched.push(pathname.split('/').at(-1)!);
  });
  await page.goto(withPackage(site, TOY_V3));
  await expect(page.getByText('Nobody owns these weights.')).toBeVisible();
  expect(new Set(fetched)).toEqual(new Set(['manifest.json']));
  await page.getByRole('button', { name: ACCEPT }).click();
  await expect(page.getByRole('button', { name: ACCEPT })).toHaveCount(0);
  await speaking.untilReady();

  await speaking.setAdvanced('Length limit', '1');
  await speaking.keepSeed(11);
  for (const [backend, decibels] of [
    ['wasm', 80],
    ['webgpu', 55],
  ] as const) {
    await speaking.chooseBackend(backend);
    const { heard, expected } = await speakAndHear(speaking, FOLDER, '<|emotion:sadness|>Hello.');
    expect(loudness(heard)).toBeGreaterThan(1e-4);
    expect(snrDecibels(expected, heard)).toBeGreaterThanOrEqual(decibels);
  }

  await page.reload();
  await speaking.untilReady();
  await expect(page.getByText('Higgs Audio V3 takes no scene')).toBeVisible();
});
