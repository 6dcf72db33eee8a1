import { BUNDLED } from './support/packages';
import { expect, test } from './support/site';
import { snrDecibels } from './support/sound';
import { speakAndHear } from './support/take';

test.use({ serviceWorkers: 'allow', hosting: { basePath: '/some/base/', isIsolated: true } });

test('after one visit the page speaks with the network off', async ({ speaking, site, context }) => {
  await speaking.untilReady();
  // Ready means active, and active comes after every file of the site was kept.
  await speaking.page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await site.close();
  await context.setOffline(true);

  await speaking.open(site.url);
  await speaking.untilReady();
  expect(await speaking.page.evaluate(() => crossOriginIsolated)).toBe(true);
  await speaking.chooseBackend('wasm');
  await speaking.setAdvanced('Length limit', '3');
  const { heard, expected } = await speakAndHear(speaking, BUNDLED, 'Nobody is out there.');
  expect(snrDecibels(expected, heard)).toBeGreaterThanOrEqual(80);
});
