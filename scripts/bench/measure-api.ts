import { chromium, type Page } from 'playwright';
import { chromiumFlags } from '../../cli/browser/chromium';
import { ensureBuilt, SITE_FOLDER } from '../../cli/browser/ensure-built';
import { serveSite } from '../../cli/browser/serve-site';
import { SpeakingPage } from '../../cli/browser/speaking-page';
import { median } from '../../src/core/data/median';

/** Seconds from the call on, medians over the calls. */
export type ApiFigures = {
  readonly callCount: number;
  /** Until the engine's first sound is in the page. */
  readonly firstChunkSeconds: number;
  /** Until its first byte is with the caller, another page of the site. */
  readonly firstByteSeconds: number;
  /** Between both: encoder, ports and service worker. */
  readonly delaySeconds: number;
};

const CALL_COUNT = 7;

declare global {
  interface Window {
    /** Times of the engine's sound, in milliseconds since 1970. */
    chunkTimesMs: number[];
  }
}

/** Streamed speech of the built site, on the processor, through its service worker. */
export async function measureApi(executablePath: string, text: string): Promise<ApiFigures> {
  ensureBuilt();
  const site = await serveSite({ folder: SITE_FOLDER, isIsolated: true });
  const browser = await chromium.launch({
    executablePath,
    args: [...chromiumFlags],
    chromiumSandbox: false,
  });
  try {
    const context = await browser.newContext();
    const speaking = new SpeakingPage(await context.newPage());
    await noteChunks(speaking.page);
    await speaking.open(site.url);
    await speaking.untilReady();
    await speaking.chooseBackend('wasm');
    await speaking.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    const caller = await context.newPage();
    // Any document of the site is answered by its service worker.
    await caller.goto(`${site.url}LICENSE.txt`);
    const calls: { readonly chunk: number; readonly byte: number }[] = [];
    for (let call = 0; call <= CALL_COUNT; call++) {
      await speaking.page.evaluate(() => {
        window.chunkTimesMs = [];
      });
      const { fromMs, byteMs } = await callOnce(caller, text);
      const chunkMs = await speaking.page.evaluate(() => window.chunkTimesMs[0]!);
      // The first call fetches the code that answers.
      if (call > 0) calls.push({ chunk: (chunkMs - fromMs) / 1000, byte: (byteMs - fromMs) / 1000 });
    }
    return {
      callCount: calls.length,
      firstChunkSeconds: median(calls.map(({ chunk }) => chunk)),
      firstByteSeconds: median(calls.map(({ byte }) => byte)),
      delaySeconds: median(calls.map(({ chunk, byte }) => byte - chunk)),
    };
  } finally {
    await browser.close();
    await site.close();
  }
}

function noteChunks(page: Page): Promise<unknown> {
  return page.addInitScript(() => {
    window.chunkTimesMs = [];
    const data = Object.getOwnPropertyDescriptor(MessageEvent.prototype, 'data')!;
    Object.defineProperty(MessageEvent.prototype, 'data', {
      ...data,
      get(this: MessageEvent) {
        const value = data.get!.call(this);
        if (value?.value?.type === 'chunk')
          window.chunkTimesMs.push(performance.timeOrigin + performance.now());
        return value;
      },
    });
  });
}

/** Both times in milliseconds since 1970, which all pages of a browser share. */
function callOnce(caller: Page, input: string): Promise<{ fromMs: number; byteMs: number }> {
  return caller.evaluate(async (given) => {
    const fromMs = performance.timeOrigin + performance.now();
    const reply = await fetch('/v1/audio/speech', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        model: 'voice',
        voice: 'default',
        input: given,
        response_format: 'pcm',
        seed: 1,
      }),
    });
    const reader = reply.body!.getReader();
    await reader.read();
    const byteMs = performance.timeOrigin + performance.now();
    while (!(await reader.read()).done);
    return { fromMs, byteMs };
  }, input);
}
