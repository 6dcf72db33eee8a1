import { join, resolve } from 'node:path';
import { chromium, type Page } from 'playwright';
import { build } from 'vite';
import { chromiumFlags } from '../../cli/browser/chromium';
import { serveSite } from '../../cli/browser/serve-site';
import type { ContenderName, LoadOrder } from './page/page';
import type { PeerModels } from './peer-models';
import { inTurn, type Turn, warm } from './rounds';

/** Headers of an isolated page. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};
/** Threads that still look for work after a turn have stopped after so long. */
const PAUSE_MS = 100;

export type Comparison = {
  readonly context: number;
  /** Milliseconds a decode step, `[round][contender]`. */
  readonly rounds: readonly (readonly number[])[];
};

export type CompareOrder = {
  readonly models: PeerModels;
  readonly packages: string;
  readonly cache: string;
  readonly contenders: readonly ContenderName[];
  readonly contexts: readonly number[];
  readonly threadCount: number;
  readonly roundCount: number;
  readonly stepCount: number;
  readonly executablePath: string;
};

export async function buildPeersPage(cache: string): Promise<void> {
  await build({
    configFile: false,
    root: 'scripts/peers/page',
    base: './',
    logLevel: 'error',
    worker: { format: 'es' },
    build: { target: 'esnext', assetsInlineLimit: 0, outDir: resolve(cache, 'site'), emptyOutDir: true },
  });
}

/** All contenders in one page, with as many threads, isolated where there is more than one. */
export async function compare(order: CompareOrder): Promise<readonly Comparison[]> {
  const { models, contenders, threadCount, contexts, stepCount, roundCount } = order;
  const server = await serveSite({
    folder: join(order.cache, 'site'),
    ...(threadCount > 1 && { headers: isolation }),
    mounts: { '/own/': models.own, '/models/': models.peers, '/packages/': order.packages },
  });
  const browser = await chromium.launch({
    executablePath: order.executablePath,
    args: [...chromiumFlags],
    chromiumSandbox: false,
  });
  try {
    const page = await browser.newPage();
    page.on('pageerror', (error) => console.error(`In the page: ${error.message}`));
    await page.goto(server.url);
    await page.waitForFunction(() => 'peers' in globalThis);
    const load: LoadOrder = {
      ownUrl: `${server.origin}/own/`,
      modelsUrl: `${server.origin}/models/`,
      packagesUrl: `${server.origin}/packages/`,
      bits: models.shape.bits,
      threadCount,
    };
    for (const name of contenders) {
      const facts = await page.evaluate(([one, wish]) => peers.load(one, wish), [name, load] as const);
      console.error(`  ${name}: ${facts}`);
    }
    const turns = contenders.map((name) => turnOf(page, name));
    const results: Comparison[] = [];
    for (const context of contexts) {
      for (const turn of turns) await warm(turn, context, stepCount);
      results.push({ context, rounds: await inTurn(turns, context, stepCount, roundCount) });
    }
    return results;
  } finally {
    await browser.close();
    await server.close();
  }
}

function turnOf(page: Page, name: ContenderName): Turn {
  return async (context, count) => {
    await new Promise((resume) => setTimeout(resume, PAUSE_MS));
    return page.evaluate(([one, length, steps]) => peers.step(one, length, steps), [
      name,
      context,
      count,
    ] as const);
  };
}
