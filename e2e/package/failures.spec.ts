import { rmSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { shippedHeaders } from '../../cli/browser/site-headers';
import { expect, strictHeaders, test } from '../support/package-page';
import { ExampleSite } from '../support/package-site';

/** Memory that a page may keep after its engine is gone. */
const KEPT_BYTES = 30e6;

let site: ExampleSite;
test.beforeEach(() => {
  site = new ExampleSite('plain').unpack('pagevoice');
});
test.afterEach(() => site.remove());

/** Says something in the page, by the package's entry. @returns the sentence of the error; empty when it was heard. */
function say(page: Page, options: object = {}): Promise<string> {
  return page.evaluate(async (given) => {
    const { createPagevoice } = await import(new URL('pagevoice/index.js', location.href).href);
    const voice = createPagevoice({ backend: 'wasm', ...given });
    return voice.say('A word.').then(
      () => '',
      (error: Error) => error.message,
    );
  }, options);
}

test.describe('a file that is missing', () => {
  test.use({
    expectedErrors: /404|Failed to load|Failed to fetch|not found|ort\.wasm\.js|no available backend/i,
  });

  for (const file of [
    'engine.worker.js',
    'playback.worklet.js',
    'ort.wasm.js',
    'ort.wasm.wasm.bin',
    'models/voice/manifest.json',
    'models/voice/language-00001.bin',
  ]) {
    test(`${file} is told by its address`, async ({ serve, open }) => {
      rmSync(site.path(`pagevoice/${file}`));
      const server = await serve({ folder: site.folder, headers: strictHeaders });
      const page = await open(server.url);
      const address = file.startsWith('models/') ? 'models/voice/' : file;
      expect(await say(page)).toContain(`${server.url}pagevoice/${address}`);
      // Other files may still be on their way, and the folder goes next.
      await page.close();
      await server.close();
    });
  }

  test('a wrong folder is told by its address', async ({ serve, open }) => {
    const server = await serve({ folder: site.folder, headers: strictHeaders });
    const page = await open(server.url);
    expect(await say(page, { assets: 'nowhere/', model: 'pagevoice/models/voice' })).toContain(
      `${server.url}nowhere/engine.worker.js`,
    );
  });
});

test('disposing frees the worker and its memory', async ({ serve, open }) => {
  const server = await serve({ folder: site.folder, headers: shippedHeaders });
  const page = await open(server.url);
  const before = await memoryBytes(page);
  await page.evaluate(async () => {
    const { createPagevoice } = await import(new URL('pagevoice/index.js', location.href).href);
    const voice = createPagevoice({ backend: 'wasm' });
    await voice.say('A word.');
    Object.assign(window, { voice });
  });
  const loaded = await memoryBytes(page);
  expect(loaded - before).toBeGreaterThan(KEPT_BYTES);
  expect(page.workers().length).toBeGreaterThan(0);
  await page.evaluate(() => (window as unknown as { voice: { dispose(): void } }).voice.dispose());
  await expect.poll(() => page.workers().length).toBe(0);
  const after = await memoryBytes(page);
  console.log(`memory: ${before} before, ${loaded} loaded, ${after} after dispose`);
  expect(after - before).toBeLessThan(KEPT_BYTES);
});

/** JavaScript and WebAssembly memory of the page and its workers, after collection. */
async function memoryBytes(page: Page): Promise<number> {
  await page.requestGC();
  return page.evaluate(async () => {
    const measured = performance as unknown as {
      measureUserAgentSpecificMemory(): Promise<{ readonly bytes: number }>;
    };
    return (await measured.measureUserAgentSpecificMemory()).bytes;
  });
}
