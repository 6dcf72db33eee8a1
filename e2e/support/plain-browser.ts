import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from '@playwright/test';
import { chromiumFlags, findChromium } from '../../cli/browser/chromium';

export type PlainBrowser = { readonly context: BrowserContext; readonly close: () => Promise<void> };

/**
 * A browser without the test runner's defaults, which make every tab believe that it is seen: here a tab behind another
 * one is hidden, draws no frames and has its timers held to one a second, as a person's has.
 */
export async function openPlainBrowser(): Promise<PlainBrowser> {
  const profile = await mkdtemp(join(tmpdir(), 'plain-browser-'));
  const flags = ['--headless=new', '--no-sandbox', '--remote-debugging-port=0', `--user-data-dir=${profile}`];
  const browser = spawn(findChromium(), [...chromiumFlags, ...flags, 'about:blank'], { stdio: 'ignore' });
  const end = async () => {
    browser.kill();
    await ended(browser);
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const connected = await chromium.connectOverCDP(await addressOf(profile, browser), { noDefaults: true });
    return {
      context: connected.contexts()[0]!,
      close: async () => {
        await connected.close();
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

/** The browser writes its port into its profile once it listens. */
async function addressOf(profile: string, browser: ChildProcess): Promise<string> {
  while (browser.exitCode === null) {
    const written = await readFile(join(profile, 'DevToolsActivePort'), 'utf8').catch(() => '');
    const port = written.split('\n')[0];
    if (port) return `http://127.0.0.1:${port}`;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`The browser ended with code ${browser.exitCode} before it could be used.`);
}

async function ended(browser: ChildProcess): Promise<void> {
  if (browser.exitCode !== null || browser.signalCode !== null) return;
  await new Promise((resolve) => browser.once('exit', resolve));
}
