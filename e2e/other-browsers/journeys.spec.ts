import { expect, test } from '@playwright/test';
import { SITE_FOLDER } from '../../cli/browser/ensure-built';
import { serveSite } from '../../cli/browser/serve-site';
import { installedBrowsers } from './kinds';
import type { OtherBrowser } from './other-browser';
import { startSoundServer } from './sound-server';

/** What a person sees: whether Speak can be pressed, the line that says what goes on, and the alert. */
const seen = `({
  canSpeak: document.querySelector('.pill.ready') !== null && [...document.querySelectorAll('button')].some((one) =>
    one.textContent.trim() === 'Speak' && one.getAttribute('aria-disabled') === 'false'),
  status: document.querySelector('[role=status]')?.textContent ?? '',
  alert: document.querySelector('[role=alert] p')?.textContent ?? '',
})`;
type Seen = { readonly canSpeak: boolean; readonly status: string; readonly alert: string };

const look = async (browser: OtherBrowser) => (await browser.read(seen)) as Seen;

async function load(browser: OtherBrowser, address: string): Promise<void> {
  await browser.open(address);
  await expect.poll(() => look(browser), { timeout: 100_000 }).toMatchObject({ canSpeak: true, alert: '' });
}

for (const { name, start } of installedBrowsers) {
  for (const isIsolated of [false, true]) {
    test(`${name}, ${isIsolated ? 'isolated' : 'not isolated'}: loads twice and speaks to the end`, async () => {
      const site = await serveSite({ folder: SITE_FOLDER, isIsolated });
      const sound = await startSoundServer();
      const browser = await start(sound.environment);
      try {
        await load(browser, site.url);
        await load(browser, site.url);
        expect(await browser.read('crossOriginIsolated')).toBe(isIsolated);
        await browser.press('Speak');
        const heard = { status: expect.stringMatching(/^Finished: [\d.]+ seconds? of speech/), alert: '' };
        await expect.poll(() => look(browser), { timeout: 120_000 }).toMatchObject(heard);
        const facts = await browser.read("document.querySelector('main, body').textContent");
        expect(facts).not.toContain('the runtime did not start');
      } finally {
        await browser.close();
        await sound.close();
        await site.close();
      }
    });
  }
}
