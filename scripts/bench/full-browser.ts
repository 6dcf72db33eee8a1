import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { type BrowserContext, chromium } from 'playwright';
import { agreeTo } from '../../cli/browser/agree-to';
import { chromiumFlags, SOFTWARE_WEBGPU_FLAG } from '../../cli/browser/chromium';
import { ensureBuilt, SITE_FOLDER } from '../../cli/browser/ensure-built';
import { serveSite } from '../../cli/browser/serve-site';
import { SpeakingPage } from '../../cli/browser/speaking-page';
import { ModelsPanel } from '../../e2e/support/models-panel';
import { formatBytes } from '../../src/core/data/units';
import type { Precision } from '../../src/core/package/manifest';
import { english } from '../../src/core/sentence';
import { type FullHub, serveFullHub } from '../../test/toy/full-hub';
import { type PublishedShape, publishedForms } from '../../test/toy/published-shapes';
import { requireChromium } from '../require-chromium';
import {
  browserOfProfile,
  currentMemory,
  forgetPeaks,
  type ProcessMemory,
  peakMemory,
} from './process-memory';

export type FullBrowserWish = {
  readonly shape: PublishedShape;
  readonly precision: Precision;
  readonly layerCount: number | null;
  readonly backend: 'webgpu' | 'wasm';
  /** Folder for the browser's profile, which becomes as large as the model. */
  readonly parent: string;
};

type Phase = {
  readonly seconds: number;
  readonly peakBytes: ProcessMemory;
  readonly loadAverage: readonly number[];
};

export type FullBrowserReport = {
  readonly browser: string;
  readonly checkpointBytes: number;
  readonly sentBytes: { readonly all: number; readonly unneeded: number };
  /** Memory of the page with its bundled model, before the import begins. */
  readonly page: Phase;
  readonly import: Phase;
  readonly load: Phase & { readonly facts: Readonly<Record<string, string>> };
  readonly speak: Phase & { readonly firstSound: string; readonly generated: string };
};

const HOURS = 6 * 3_600_000;
const LOG_EVERY_SECONDS = 15;
const LOOK_EVERY_SECONDS = 0.5;
const factLabels = ['Model', 'Backend', 'Device', 'Precision', 'Size', 'Loaded in', 'From'];

/**
 * Takes a checkpoint of full size through the built page, as a person would: fetches it from a hub, converts it, loads it
 * from the browser's disk on the backend, and asks it to speak until there is sound.
 */
export async function measureInBrowser(wish: FullBrowserWish): Promise<FullBrowserReport> {
  const executablePath = requireChromium();
  ensureBuilt();
  const profile = await mkdtemp(join(resolve(wish.parent), 'bench-profile-'));
  const hub = await serveFullHub(wish.shape, wish.layerCount ?? undefined);
  const site = await serveSite({ folder: SITE_FOLDER, isIsolated: true });
  let context: BrowserContext | null = null;
  try {
    context = await chromium.launchPersistentContext(profile, {
      executablePath,
      chromiumSandbox: false,
      serviceWorkers: 'block',
      args: [...chromiumFlags, SOFTWARE_WEBGPU_FLAG, '--disable-gpu-watchdog'],
    });
    await agreeTo(context, [new URL(hub.url).origin]);
    return await drive(context, profile, site.url, hub, wish);
  } finally {
    await context?.close();
    await Promise.all([site.close(), hub.close()]);
    await rm(profile, { recursive: true, force: true });
  }
}

async function drive(
  context: BrowserContext,
  profile: string,
  siteUrl: string,
  hub: FullHub,
  { shape, precision, backend }: FullBrowserWish,
): Promise<FullBrowserReport> {
  const page = context.pages()[0] ?? (await context.newPage());
  page.setDefaultTimeout(HOURS);
  page.on('console', (message) => {
    if (message.type() === 'error') log(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => log(`page error: ${error.message}`));
  page.on('crash', () => log('THE PAGE CRASHED'));
  const root = browserOfProfile(profile) ?? 0;
  const speaking = new SpeakingPage(page);
  const models = new ModelsPanel(page);
  const phase = async (name: string, status: () => Promise<string | null>, work: () => Promise<void>) => {
    forgetPeaks(root);
    const start = performance.now();
    log(`${name}: begins`);
    // Peaks that the system records miss memory that a process gives back page by page.
    const peaks: Record<string, number> = {};
    const look = () => {
      for (const memory of [currentMemory(root), peakMemory(root)])
        for (const [kind, bytes] of Object.entries(memory ?? {}))
          peaks[kind] = Math.max(peaks[kind] ?? 0, bytes);
    };
    const lookout = setInterval(look, LOOK_EVERY_SECONDS * 1000);
    const timer = setInterval(async () => {
      const words = (await status().catch(() => null)) ?? '';
      const sent = `${english(formatBytes(hub.sentBytes().all))} sent`;
      log(`${name}: ${words} | ${sent} | ${memoryText(currentMemory(root))}`);
    }, LOG_EVERY_SECONDS * 1000);
    try {
      await work();
    } finally {
      clearInterval(timer);
      clearInterval(lookout);
    }
    const seconds = (performance.now() - start) / 1000;
    look();
    const peakBytes = root === 0 ? null : peaks;
    log(`${name}: done in ${seconds.toFixed(1)} s | peak ${memoryText(peakBytes)}`);
    return { seconds, peakBytes, loadAverage: loadavg() };
  };
  const text = (selector: string) => async () =>
    (await page.locator(selector).count()) > 0 ? await page.locator(selector).first().textContent() : null;

  const opened = await phase('page', text('.pill'), async () => {
    await speaking.open(siteUrl);
    await speaking.untilReady(HOURS);
    await speaking.chooseBackend(backend, HOURS);
  });
  const imported = await phase('import', text('.library .model-progress p'), async () => {
    await models.installFromHub(publishedForms[shape].name, hub.url, true, precision);
    await installed(models);
  });
  const loaded = await phase('load', text('main .model-progress p'), async () => {
    await models.region.getByRole('listitem').getByRole('button', { name: 'Use' }).click();
    await page.getByRole('button', { name: 'In use' }).waitFor({ timeout: HOURS });
    await speaking.untilReady(HOURS);
  });
  const facts: Record<string, string> = {};
  for (const name of factLabels) facts[name] = await speaking.modelFact(name);
  log(JSON.stringify(facts));
  let [firstSound, generated] = ['', ''];
  const spoken = await phase('speak', text('[role=status]'), async () => {
    await speaking.write('Hi.');
    await speaking.pressSpeak();
    await page.waitForFunction(
      () => {
        const figure = [...document.querySelectorAll('dt')].find(
          ({ textContent }) => textContent === 'First sound',
        );
        const found = figure?.nextElementSibling?.textContent ?? '—';
        return found !== '—' || document.querySelector('[role=alert] p') !== null;
      },
      null,
      { timeout: HOURS, polling: 500 },
    );
    ({ firstSound, generated } = await speaking.figures());
  });
  const problem = await speaking.problem();
  if (problem !== null) throw new Error(problem);
  await speaking.stopButton.click();
  log(`first sound ${firstSound}, generated ${generated}`);
  return {
    browser: context.browser()?.version() ?? (await page.evaluate(() => navigator.userAgent)),
    checkpointBytes: hub.totalBytes,
    sentBytes: hub.sentBytes(),
    page: opened,
    import: imported,
    load: { ...loaded, facts },
    speak: { ...spoken, firstSound, generated },
  };
}

/** Accepts the licence where the page asks for that. @throws Error with the page's own sentence. */
async function installed(models: ModelsPanel): Promise<void> {
  const accept = models.page.getByRole('button', { name: /accept this licence/ });
  const outcome = models.result.or(models.problem).filter({ hasText: /\S/ });
  await outcome.or(accept).first().waitFor({ timeout: HOURS });
  if (await accept.isVisible()) {
    log('the licence is accepted');
    await accept.click();
    await models.result
      .filter({ hasText: /\S/ })
      .or(models.problem.filter({ hasText: /\S/ }))
      .first()
      .waitFor({ timeout: HOURS });
  }
  const problem = models.problem.filter({ hasText: /\S/ });
  if ((await problem.count()) > 0) throw new Error((await problem.textContent()) ?? '');
  log((await models.result.textContent()) ?? '');
}

const begun = performance.now();
function log(words: string): void {
  const seconds = ((performance.now() - begun) / 1000).toFixed(0).padStart(5);
  console.error(`${seconds} s  ${words}`);
}

function memoryText(memory: ProcessMemory): string {
  if (!memory) return 'memory unknown';
  const of = (kind: string) => formatBytes(memory[kind] ?? 0);
  return `renderer ${of('renderer')}, GPU process ${of('gpu-process')}`;
}
