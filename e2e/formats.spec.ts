import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, type Page, test } from '@playwright/test';
import { build } from 'vite';
import { type RunningServer, serveSite } from '../cli/browser/serve-site';
import { siteHeaders } from '../cli/browser/site-headers';
import { encoderWorkers } from '../scripts/build/encoder-workers';
import type { SoundFormat } from '../src/core/api/api-host';

/** Every format of the API, written in a page under the policy of the site and read again by the browser. */
const folder = resolve('.cache/formats');
let server: RunningServer;

test.beforeAll(async () => {
  await build({
    configFile: false,
    root: 'e2e/support/formats',
    base: './',
    logLevel: 'warn',
    plugins: [encoderWorkers, siteHeaders],
    build: { target: 'esnext', assetsInlineLimit: 0, outDir: folder, emptyOutDir: true },
  });
  server = await serveSite({ folder, isIsolated: true });
});

test.afterAll(() => server.close());

async function open(page: Page): Promise<void> {
  await page.goto(server.url);
  await page.waitForFunction(() => 'formats' in globalThis);
}

/** Samples that a codec may put before and behind the sound. */
const delays: Partial<Record<SoundFormat, number>> = { mp3: 1200, opus: 700, aac: 2100 };

test('every format that is named is written as the sound comes, and read again as the same sound', async ({
  page,
}) => {
  await open(page);
  const available = await page.evaluate(() => formats.available());
  // Opus is the browser's own; this one has it.
  expect(available).toEqual(['wav', 'wav-float', 'pcm', 'mp3', 'opus', 'aac', 'flac']);
  for (const format of available) {
    const made = await page.evaluate((name) => formats.roundTrip(name, false), format);
    const delay = delays[format] ?? 0;
    expect(made.extraSamples, format).toBeGreaterThanOrEqual(0);
    expect(made.extraSamples, format).toBeLessThanOrEqual(delay);
    expect(Math.abs(made.shift), format).toBeLessThanOrEqual(delay);
    expect(made.likeness, format).toBeGreaterThan(0.999);
    expect(made.earlyShare, format).toBeGreaterThan(0.8);
    if (['wav', 'pcm', 'flac'].includes(format)) expect(made.wrongSamples, format).toBe(0);
  }
  const whole = await page.evaluate(() => formats.roundTrip('flac', true));
  expect([whole.extraSamples, whole.wrongSamples]).toEqual([0, 0]);
  expect(await page.evaluate(() => formats.giveUp('mp3'))).toBeGreaterThan(5000);
  expect(await page.evaluate(() => formats.violations())).toEqual([]);
});

test('what this browser cannot write is refused with the names of what it can', async ({ page }) => {
  await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'AudioEncoder'));
  await open(page);
  expect(await page.evaluate(() => formats.available())).not.toContain('opus');
  expect(await page.evaluate(() => formats.failureOf('opus', 24_000))).toBe(
    'unsupported: This browser cannot write opus. It can write wav, wav-float, pcm, mp3, aac, flac: choose one of these.',
  );
  expect(await page.evaluate(() => formats.failureOf('mp3', 17_000))).toContain(
    'can write wav, wav-float, pcm:',
  );
});

test('an encoder that cannot be fetched is a failure with a sentence, and works when it is there again', async ({
  page,
}) => {
  await open(page);
  const worker = /flac-encoder\.worker/;
  await page.route(worker, (route) => route.fulfill({ status: 404 }));
  const failure = await page.evaluate(() => formats.failureOf('flac', 24_000));
  expect(failure).toContain('engine-gone: The encoder of the sound file failed (Error: ');
  await page.unroute(worker);
  expect(await page.evaluate(() => formats.failureOf('flac', 24_000))).toBe('nothing');
});

test('the encoders are files of their own, of limited size', () => {
  const gzipped = (pattern: RegExp) => {
    const names = readdirSync(join(folder, 'assets')).filter((name) => pattern.test(name));
    expect(names, String(pattern)).toHaveLength(1);
    return gzipSync(readFileSync(join(folder, 'assets', names[0]!))).length;
  };
  expect(gzipped(/^mp3-encoder\.worker-/)).toBeLessThanOrEqual(135_000);
  expect(gzipped(/^flac-encoder\.worker-/)).toBeLessThanOrEqual(82_000);
  expect(gzipped(/^aac-encoder\.worker-/)).toBeLessThanOrEqual(255_000);
  expect(gzipped(/^mediabunny-(?!\w+-encoder)/)).toBeLessThanOrEqual(30_000);
});
