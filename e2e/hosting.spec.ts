import { BUNDLED } from './support/packages';
import { expect, test } from './support/site';
import { snrDecibels } from './support/sound';
import { speakAndHear } from './support/take';

/** The same build on every kind of host. */
const HOSTS = [
  { name: 'from a sub-path', basePath: '/some/base/', isIsolated: false },
  { name: 'cross-origin isolated', basePath: '/', isIsolated: true },
  { name: 'isolated, from a sub-path', basePath: '/some/base/', isIsolated: true },
];

for (const { name, ...hosting } of HOSTS) {
  test.describe(name, () => {
    test.use({ hosting, serviceWorkers: 'allow' });

    test('the page speaks', async ({ speaking, site }) => {
      expect(speaking.page.url()).toBe(site.origin + hosting.basePath);
      expect(await speaking.page.evaluate(() => crossOriginIsolated)).toBe(hosting.isIsolated);
      await speaking.untilReady();
      await speaking.chooseBackend('wasm');
      await speaking.setAdvanced('Length limit', '3');
      await speaking.keepSeed(7);
      const { heard, expected } = await speakAndHear(speaking, BUNDLED, 'Hello from this host.');
      expect(snrDecibels(expected, heard)).toBeGreaterThanOrEqual(80);
    });
  });
}
