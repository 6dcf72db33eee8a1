import { type Browser, chromium } from 'playwright';
import { chromiumFlags } from '../cli/browser/chromium';
import { ensureBuilt, SITE_FOLDER } from '../cli/browser/ensure-built';
import { type RunningServer, serveSite } from '../cli/browser/serve-site';
import { requireChromium } from './require-chromium';

/** Works with the built site, served isolated, in a Chromium of its own; both are closed at the end, however it ends. */
export async function onBuiltSite(
  work: (browser: Browser, site: RunningServer) => Promise<void>,
): Promise<void> {
  ensureBuilt();
  const site = await serveSite({ folder: SITE_FOLDER, isIsolated: true });
  const browser = await chromium.launch({
    executablePath: requireChromium(),
    args: [...chromiumFlags],
    chromiumSandbox: false,
  });
  try {
    await work(browser, site);
  } finally {
    await browser.close();
    await site.close();
  }
}
