import { setTimeout } from 'node:timers/promises';
import { type BrowserContext, chromium, type Page } from 'playwright';
import { chromiumFlags } from '../../cli/browser/chromium';
import { SpeakingPage } from '../../cli/browser/speaking-page';
import { browserOfProfile, peakMemory } from '../bench/process-memory';

export type Visit = {
  /** Time from the navigation until Speak can be pressed. */
  readonly readySeconds: number;
  /** Time from Speak until the first sample, as the page says it. */
  readonly firstSoundSeconds: number;
  readonly rendererBytes: number;
};

declare global {
  interface Window {
    /** Milliseconds from the navigation until the page was ready to speak; null before. */
    readyMs: number | null;
  }
}

/** A browser that has just been opened is busy with pages of its own (its toolbars): a person's has long been open. */
const BROWSER_START_MS = 5000;

const TEXT = 'The sun rises in the east and sets in the west.';

/** Opens the site in a browser of its own, waits until it can speak, and lets it speak. @param profile folder of the browser's. */
export async function visit(executablePath: string, profile: string, url: string): Promise<Visit> {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    args: [...chromiumFlags],
    chromiumSandbox: false,
  });
  try {
    const speaking = new SpeakingPage(await context.newPage());
    await noteReady(context);
    await setTimeout(BROWSER_START_MS);
    await speaking.open(url);
    await speaking.untilReady();
    const readyMs = await speaking.page.evaluate(() => window.readyMs);
    const rendererBytes = peakMemory(browserOfProfile(profile) ?? 0)?.renderer ?? 0;
    await speaking.speak(TEXT);
    const { firstSound } = await speaking.figures();
    await untilKept(speaking.page);
    return {
      readySeconds: readyMs! / 1000,
      firstSoundSeconds: Number.parseFloat(firstSound) / 1000,
      rendererBytes,
    };
  } finally {
    await context.close();
  }
}

/** A return finds all that the service worker keeps. Pages of older commits do not say when that is so. */
async function untilKept(page: Page): Promise<void> {
  const keptBytes = () => page.evaluate(async () => (await navigator.storage.estimate()).usage ?? 0);
  await page.evaluate(() => navigator.serviceWorker.ready);
  for (let [before, now] = [-1, 0]; before !== now || now === 0; ) {
    before = now;
    await setTimeout(3000);
    now = await keptBytes();
  }
}

function noteReady(context: BrowserContext): Promise<unknown> {
  return context.addInitScript(() => {
    window.readyMs = null;
    const observer = new MutationObserver(() => {
      // The class of the line that names the model; its button can be pressed before that.
      const isReady =
        document.querySelector('.pill.ready') !== null &&
        [...document.querySelectorAll('button')].some(
          (button) =>
            button.textContent.trim() === 'Speak' && button.getAttribute('aria-disabled') === 'false',
        );
      if (isReady) window.readyMs ??= performance.now();
    });
    observer.observe(document, { subtree: true, childList: true, attributes: true });
  });
}
