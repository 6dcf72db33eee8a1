import { test as base, type ConsoleMessage, expect, type Page } from '@playwright/test';
import { SITE_FOLDER } from '../../cli/browser/ensure-built';
import { type RunningServer, serveSite } from '../../cli/browser/serve-site';
import { SpeakingPage } from '../../cli/browser/speaking-page';
import { PACKAGES_FOLDER, PACKAGES_PATH } from './packages';
import { installRecorder } from './recorder';

export type Hosting = { readonly basePath: string; readonly isIsolated: boolean };

/** What a page did that nobody should see. */
export type Journal = {
  readonly errors: string[];
  /** Addresses outside the site's origin. */
  readonly foreignRequests: string[];
};

type Fixtures = {
  hosting: Hosting;
  /** Errors on the console that the test brings about itself. */
  expectedErrors: RegExp | null;
  site: RunningServer;
  journal: Journal;
  /** Starts one more page of the same site, recorded and watched. */
  newSpeakingPage: () => Promise<SpeakingPage>;
  speaking: SpeakingPage;
};

/** A test on the built site; it fails when the page logs an error or asks anyone but its own site for anything. */
export const test = base.extend<Fixtures>({
  hosting: [{ basePath: '/', isIsolated: false }, { option: true }],
  expectedErrors: [null, { option: true }],

  site: async ({ hosting }, use) => {
    const server = await serveSite({
      folder: SITE_FOLDER,
      ...hosting,
      mounts: { [PACKAGES_PATH]: PACKAGES_FOLDER },
    });
    await use(server);
    await server.close();
  },

  journal: async ({ context, site, expectedErrors }, use) => {
    const journal: Journal = { errors: [], foreignRequests: [] };
    context.on('request', (request) => {
      const url = new URL(request.url());
      if (url.origin !== site.origin && url.protocol.startsWith('http'))
        journal.foreignRequests.push(url.href);
    });
    await use(journal);
    const unexpected = journal.errors.filter((text) => !expectedErrors?.test(text));
    expect.soft(unexpected, 'errors on the console').toEqual([]);
    expect.soft(journal.foreignRequests, 'requests to others').toEqual([]);
  },

  newSpeakingPage: async ({ context, journal }, use) => {
    await use(async () => {
      const page = await context.newPage();
      watch(page, journal);
      await installRecorder(page);
      return new SpeakingPage(page);
    });
  },

  speaking: async ({ newSpeakingPage, site }, use) => {
    const speaking = await newSpeakingPage();
    await speaking.open(site.url);
    await use(speaking);
  },
});

function watch(page: Page, journal: Journal): void {
  const note = (message: ConsoleMessage) => {
    if (message.type() === 'error') journal.errors.push(`${message.text()} ${message.location().url}`);
  };
  page.on('console', note);
  page.on('worker', (worker) => worker.on('console', note));
  page.on('pageerror', (error) => journal.errors.push(String(error)));
  page.on('crash', () => journal.errors.push('the page crashed'));
}

/** Address of the page with one of the test packages. */
export function withPackage(site: RunningServer, name: string): string {
  return `${site.url}?model=${encodeURIComponent(`${PACKAGES_PATH}${name}/`)}`;
}

export { expect };
