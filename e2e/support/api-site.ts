import { resolve } from 'node:path';
import { type BrowserContext, expect, type Page } from '@playwright/test';
import { build } from 'vite';
import { SITE_FOLDER } from '../../cli/browser/ensure-built';
import { type RunningServer, serveSite } from '../../cli/browser/serve-site';
import { SpeakingPage } from '../../cli/browser/speaking-page';

const CALLER_FOLDER = resolve('.cache/api-caller');
/** Folder of the site in which the page of the caller lies. */
const CALLER_PATH = 'caller/';

/** A call of the engine, as it is sent to its worker. */
type Asked = {
  readonly path?: readonly string[];
  readonly argumentList: readonly { readonly value: { readonly text: string } }[];
};

declare global {
  interface Window {
    /** Samples that the engine gave to the page, chunk by chunk. */
    engineChunks: Float32Array[];
    /** Texts that the page gave the engine to speak. */
    engineTexts: string[];
    engineWorkers: Worker[];
  }
}

/** Builds the caller's page: the official clients, bundled. The site's headers put it under the site's policy. */
export async function buildCaller(): Promise<void> {
  await build({
    configFile: false,
    root: 'e2e/support/api',
    base: './',
    logLevel: 'error',
    build: {
      target: 'esnext',
      assetsInlineLimit: 0,
      outDir: CALLER_FOLDER,
      emptyOutDir: true,
      minify: false,
    },
  });
}

/** The built site, with the caller's page in a folder of it. */
export function serveWithCaller(basePath: string, isIsolated = true): Promise<RunningServer> {
  const mounts = { [basePath + CALLER_PATH]: CALLER_FOLDER };
  return serveSite({ folder: SITE_FOLDER, basePath, isIsolated, mounts });
}

/** Opens the page with the bundled voice on the processor, and waits until its service worker answers. */
export async function openServing(context: BrowserContext, site: RunningServer): Promise<SpeakingPage> {
  const speaking = new SpeakingPage(await context.newPage());
  await keepEngine(speaking.page);
  await speaking.open(site.url);
  await speaking.untilReady();
  await expect
    .poll(() => speaking.page.evaluate(() => navigator.serviceWorker.controller !== null))
    .toBe(true);
  return speaking;
}

export async function openCaller(context: BrowserContext, site: RunningServer): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${site.url}${CALLER_PATH}`);
  await page.waitForFunction(() => 'caller' in globalThis);
  return page;
}

/** Before any code of the page: keeps what its engine is asked for and says, and its worker, so that it can be ended. */
async function keepEngine(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.engineChunks = [];
    window.engineTexts = [];
    window.engineWorkers = [];
    window.Worker = class extends Worker {
      constructor(address: string | URL, options?: WorkerOptions) {
        super(address, options);
        if (options?.name?.startsWith('engine')) window.engineWorkers.push(this);
      }

      override postMessage(message: Asked, transfer?: unknown): void {
        if (message.path?.[0] === 'speak') window.engineTexts.push(message.argumentList[0]!.value.text);
        super.postMessage(message, transfer as Transferable[]);
      }
    };
    const seen = new WeakSet<MessageEvent>();
    const data = Object.getOwnPropertyDescriptor(MessageEvent.prototype, 'data')!;
    Object.defineProperty(MessageEvent.prototype, 'data', {
      ...data,
      get(this: MessageEvent) {
        const value = data.get!.call(this);
        const samples = value?.value?.type === 'chunk' ? value.value.chunk.samples : null;
        if (samples && !seen.has(this)) window.engineChunks.push(samples.slice());
        seen.add(this);
        return value;
      },
    });
  });
}

/** @returns all samples of the engine since the last time. */
export async function takeEngineSamples(page: Page): Promise<Float32Array> {
  const samples = await page.evaluate(() =>
    window.engineChunks.splice(0).flatMap((chunk) => Array.from(chunk)),
  );
  return Float32Array.from(samples);
}

/** Ends the engine's worker as a crash would. */
export function killEngine(page: Page): Promise<void> {
  return page.evaluate(() => {
    const worker = window.engineWorkers.at(-1)!;
    worker.terminate();
    worker.dispatchEvent(new ErrorEvent('error', { message: 'killed by a test' }));
  });
}
