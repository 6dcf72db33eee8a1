import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SITE_FOLDER } from '../cli/browser/ensure-built';
import { SpeakingPage } from '../cli/browser/speaking-page';
import { expectNoShift } from './support/layout-shift';
import { expect, test } from './support/site';
import { openSlowLine } from './support/slow-line';

const MEGABITS_PER_SECOND = 10;
const MOST_BYTES = 15e6;
/** The voice alone has more. */
const LEAST_VOICE_BYTES = 10e6;

/** The runtime of the processor, as it comes over the line. */
function runtimeBytes(): number {
  const folder = join(SITE_FOLDER, 'assets');
  const name = readdirSync(folder).find((file) => /threaded-[^.]*\.wasm\.bin$/.test(file));
  return statSync(join(folder, name!)).size;
}

test.use({ serviceWorkers: 'allow' });

test('a first visit takes at most 15 MB over a slow line until Speak works, all in one bar, and nothing moves', async ({
  site,
  context,
}) => {
  const line = await openSlowLine(site.origin, MEGABITS_PER_SECOND * 1e6);
  const page = await context.newPage();
  const speaking = new SpeakingPage(page);
  await speaking.open(line.url);
  const bar = page.locator('.telling progress');
  await expect
    .poll(async () => Number(await bar.getAttribute('max')))
    .toBeGreaterThan(runtimeBytes() + LEAST_VOICE_BYTES);
  await expect(page.getByText(/ left$/)).toBeVisible();
  await speaking.untilReady();
  const taken = line.transfers.map(({ path, bytes }) => ({ path, bytes })).sort((a, b) => b.bytes - a.bytes);
  await expectNoShift(page);
  await speaking.speak('Hello.');
  expect(await speaking.problem()).toBeNull();
  await line.close();
  expect(
    taken.reduce((sum, { bytes }) => sum + bytes, 0),
    taken.map(({ path, bytes }) => `${bytes} ${path}`).join('\n'),
  ).toBeLessThanOrEqual(MOST_BYTES);
});

test('nothing moves on a phone while the page gets ready', async ({ site, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const speaking = new SpeakingPage(page);
  await speaking.open(site.url);
  await speaking.untilReady();
  await expectNoShift(page);
});
