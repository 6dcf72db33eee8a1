import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from '@playwright/test';
import { build } from 'vite';
import { type RunningServer, serveSite } from '../scripts/server';
import { tiniestShape } from '../test/toy/toy-shape';
import { toyPackage } from '../test/toy-model';

/** The WebGPU adapters against the processor's, in the browser: what the runtime's numbers pass through. */
const folder = resolve('.cache/adapters');
const shape = { ...tiniestShape, language: { ...tiniestShape.language, maxPositionCount: 2048 } };
let server: RunningServer;

test.beforeAll(async () => {
  await build({
    configFile: false,
    root: 'e2e/support/adapters',
    base: './',
    logLevel: 'warn',
    build: { target: 'esnext', assetsInlineLimit: 0, outDir: join(folder, 'site'), emptyOutDir: true },
  });
  const { source } = await toyPackage({ seed: 21, precision: 'q4', shape });
  await mkdir(join(folder, 'package'), { recursive: true });
  const never = new AbortController().signal;
  for (const file of source.fileNames) {
    await writeFile(join(folder, 'package', file), await source.read(file, never));
  }
  server = await serveSite({
    folder: join(folder, 'site'),
    mounts: { '/package/': join(folder, 'package') },
  });
});

test.afterAll(() => server.close());

test.beforeEach(async ({ page }) => {
  await page.goto(server.url);
  await page.waitForFunction(() => 'adapters' in globalThis);
});

test("long prompts, reused prefixes and a growing cache give the processor's logits", async ({ page }) => {
  const { graphTargets, results } = await page.evaluate(() =>
    adapters.compare([
      { text: 45, audio: 0, seed: 1, steps: 1 },
      { text: 20, audio: 25, seed: 2, steps: 2 },
      { text: 20, audio: 25, seed: 2, steps: 1 },
      // Two columns short of the first length of the cache, so that the steps make it grow.
      { text: 22, audio: 1000, seed: 3, steps: 5 },
    ]),
  );
  expect(graphTargets[0]).toMatch(/^cpu-/);
  expect(graphTargets[1]).toMatch(/^webgpu-/);
  for (const { largest } of results) expect(largest).toBeLessThan(1e-3);
  // Whole pieces of 32 and of 31 rows.
  expect(results.map(({ reused }) => reused[0])).toEqual([0, 0, 32, 0]);
  expect(results.map(({ reused }) => reused[1])).toEqual([0, 0, 31, 0]);
});

test('load, dispose, load again; a full prompt and a lost device are failures that say so', async ({
  page,
}) => {
  const { rounds, tooLong, lost } = await page.evaluate(() => adapters.lifeCycle());
  expect(rounds[1]).toEqual(rounds[0]);
  expect(tooLong).toBe('prompt-too-long');
  expect(lost).toBe('device-lost');
});
