import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@playwright/test';
import { build } from 'vite';
import { SITE_FOLDER } from '../cli/browser/ensure-built';
import { serveSite } from '../cli/browser/serve-site';
import { ensurePacked } from '../scripts/lib/ensure-packed';
import { openServing } from './support/api-site';

/** The examples of docs/api.md, word for word, in pages of the site under its policy. */
const SOURCES = resolve('.cache/api-docs');
const BUILT = resolve('.cache/api-docs-built');
const ELEMENT = resolve('.cache/api-docs-element');

const examples = [
  ...readFileSync('docs/api.md', 'utf8').matchAll(/^### (.*)\n\n(?:[^#`]*\n\n)?```js\n([\s\S]*?)```/gm),
].map(([, title, code]) => ({ title: title!, code: code! }));

const element = /^### The element\n\n```html\n([\s\S]*?)```/m.exec(readFileSync('docs/api.md', 'utf8'))![1]!;

/** What each of them writes to the console at its end. */
const results: Readonly<Record<string, RegExp>> = {
  'The OpenAI client': /^[1-9]\d*(\.\d+)? seconds of speech$/,
  'The client of the job service': /^\d{5,} bytes of audio\/wav$/,
  'Plain fetch': /^\d(\.\d+)? s, seed \d+$/,
};

test.beforeAll(async () => {
  rmSync(SOURCES, { recursive: true, force: true });
  for (const [index, { code }] of examples.entries()) {
    const folder = join(SOURCES, String(index));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'example.js'), code);
    const page = `<!doctype html><title>Example</title><link rel="icon" href="../../icon.svg" /><body><script type="module" src="./example.js"></script></body>`;
    writeFileSync(join(folder, 'index.html'), page);
  }
  mkdirSync(ELEMENT, { recursive: true });
  writeFileSync(join(ELEMENT, 'index.html'), `<!doctype html><title>Element</title><body>${element}</body>`);
  await build({
    configFile: false,
    root: SOURCES,
    base: './',
    logLevel: 'error',
    build: {
      target: 'esnext',
      outDir: BUILT,
      emptyOutDir: true,
      rolldownOptions: { input: examples.map((_, index) => join(SOURCES, String(index), 'index.html')) },
    },
  });
});

test('the page of the API has all of its examples, and each does what it says', async ({ browser }) => {
  expect(examples.map(({ title }) => title)).toEqual(Object.keys(results));
  const site = await serveSite({
    folder: SITE_FOLDER,
    isIsolated: true,
    mounts: { '/examples/': BUILT },
  });
  const context = await browser.newContext({ serviceWorkers: 'allow' });
  await openServing(context, site);
  for (const [index, { title }] of examples.entries()) {
    const page = await context.newPage();
    const said: string[] = [];
    const errors: string[] = [];
    page.on('console', (message) => (message.type() === 'error' ? errors : said).push(message.text()));
    page.on('pageerror', (error) => errors.push(String(error)));
    await page.goto(`${site.url}examples/${index}/`);
    await expect.poll(() => errors[0] ?? said.at(-1) ?? '', { message: title }).toMatch(results[title]!);
    expect(errors).toEqual([]);
    await page.close();
  }
  await context.close();
  await site.close();
});

test('the element speaks what its example holds', async ({ page }) => {
  test.setTimeout(400_000);
  const site = await serveSite({
    folder: ELEMENT,
    isIsolated: true,
    mounts: { '/pagevoice/': ensurePacked().files },
  });
  await page.goto(site.url);
  const heard = page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        const element = document.querySelector('page-voice')!;
        element.addEventListener('sentence', (event) => resolve((event as CustomEvent).detail.text));
        element.addEventListener('error', (event) =>
          resolve((event as unknown as CustomEvent).detail.message),
        );
      }),
  );
  await page.getByRole('button', { name: /play|listen/i }).click();
  expect(await heard).toBe('The keeper wrote it down in a small book.');
  await site.close();
});
