import { SpeakingPage } from '../cli/browser/speaking-page';
import { expectNoShift } from './support/layout-shift';
import { expect, test } from './support/site';
import { openSlowLine } from './support/slow-line';

const MEGABITS_PER_SECOND = 10;
const MOST_BYTES = 15e6;

test.use({ serviceWorkers: 'allow' });

test('a first visit takes at most 15 MB over a slow line until Speak works, and nothing moves', async ({
  site,
  context,
}) => {
  const line = await openSlowLine(site.origin, MEGABITS_PER_SECOND * 1e6);
  const page = await context.newPage();
  const speaking = new SpeakingPage(page);
  await speaking.open(line.url);
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
