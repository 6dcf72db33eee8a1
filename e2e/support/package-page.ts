import { test as base, expect, type Page } from '@playwright/test';
import { type RunningServer, type ServerOptions, serveSite } from '../../cli/browser/serve-site';
import { shippedHeaders } from '../../cli/browser/site-headers';
import { installRecorder } from './recorder';

/** The policy of docs/hosting.md on a page that is not isolated. */
export const strictHeaders = {
  'Content-Security-Policy': shippedHeaders['Content-Security-Policy']!,
  'X-Content-Type-Options': 'nosniff',
};

type Fixtures = {
  /** Errors on the console that the test brings about itself. */
  expectedErrors: RegExp | null;
  /** Serves a folder until the test ends. */
  serve: (options: ServerOptions) => Promise<RunningServer>;
  /** Opens a page, recorded and watched: an error on its console or a request to another site fails the test. */
  open: (url: string) => Promise<Page>;
};

/** A test on pages that use the package; they are not the site's own. */
export const test = base.extend<Fixtures>({
  expectedErrors: [null, { option: true }],

  // biome-ignore lint/correctness/noEmptyPattern: Playwright asks for a pattern.
  serve: async ({}, use) => {
    const servers: RunningServer[] = [];
    await use(async (options) => {
      servers.push(await serveSite(options));
      return servers.at(-1)!;
    });
    for (const server of servers) await server.close();
  },

  open: async ({ context, expectedErrors }, use) => {
    const wrong: string[] = [];
    await use(async (url) => {
      const page = await context.newPage();
      page.on('console', (message) => {
        if (message.type() === 'error') wrong.push(`${message.text()} ${message.location().url}`);
      });
      page.on('pageerror', (error) => wrong.push(String(error)));
      page.on('request', (request) => {
        if (!/^(blob:)?http:\/\/127\.0\.0\.1:/.test(request.url())) wrong.push(`asked for ${request.url()}`);
      });
      await installRecorder(page);
      await page.goto(url);
      return page;
    });
    expect.soft(wrong.filter((text) => !expectedErrors?.test(text))).toEqual([]);
  },
});

/** Notes the events of every element of a page, as `play label`, `sentence label: text` … */
export async function watchElements(page: Page): Promise<void> {
  await page.evaluate(() => {
    const journal: string[] = [];
    Object.assign(window, { journal });
    for (const type of ['play', 'sentence', 'end', 'error']) {
      document.addEventListener(
        type,
        (event) => {
          const { detail, target } = event as CustomEvent<{ text?: string; message?: string } | null>;
          const label = (target as Element).getAttribute('label') ?? '';
          const said = detail?.text ?? detail?.message;
          journal.push(`${type} ${label}${said === undefined ? '' : `: ${said}`}`);
        },
        true,
      );
    }
  });
}

export function elementEvents(page: Page): Promise<string[]> {
  return page.evaluate(() => (window as unknown as { journal: string[] }).journal);
}

/** Waits until an element has told of its end or of an error. @returns all events so far. */
export async function untilOver(page: Page, count = 1): Promise<string[]> {
  await expect
    .poll(async () => (await elementEvents(page)).filter((text) => /^(end|error)/.test(text)).length, {
      timeout: 120_000,
    })
    .toBe(count);
  return elementEvents(page);
}

export { expect };
